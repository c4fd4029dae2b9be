/**
 * Functions with keyword arguments are three functions: the body function, which takes the values of all keywords
 * before the positional arguments; the method for calls without keywords; and a method of `Core.kwcall` that sorts
 * the keywords of a call.
 */
import { type Ex, Expr, GlobalRef, isExpr, LineNumberNode, QuoteNode, Sym, sym } from '../../syntax/index.ts'
import type { Ctx } from '../context.ts'
import {
  assign,
  block,
  call,
  contains,
  expr,
  insertAfterMeta,
  isAssignment,
  isSpecializeMeta,
  mentions,
  prologueLength,
  quoted,
  UNUSED,
} from '../surface.ts'
import { Op, type Tree } from '../tree.ts'
import { type Formal, type Formals, isRequired, plainFormal } from './formals.ts'
import { defineMethods, type FunctionDef, withoutGenerated } from './functions.ts'
import { usedTypeVars } from './types.ts'

export function keywordMethods(c: Ctx, def: FunctionDef, formals: Formals): Tree {
  const { name, body } = def
  const kws = formals.keywords
  const names = kws.map((k) => k.name)
  const values = kws.map((k) => defaultValue(c, k))
  const rest = formals.restKeywords
  const vararg = def.args.find((a) => a.isVararg) ?? null
  const fixed = def.args.filter((a) => !a.isVararg)
  const forwarded: Ex[] = [
    ...fixed.map((a) => a.name),
    ...(vararg === null ? [] : [expr('...', vararg.name)]),
  ]
  const positionalVars = usedTypeVars(
    def.typeVars,
    def.args.flatMap((a) => [a.type, a.default ?? null]),
  )
  const keywordVars = def.typeVars.filter((v) => !positionalVars.includes(v))
  const prologue = body.args.slice(0, prologueLength(body.args))
  const bodyName = sym(
    `${name !== null && nameOf(name)[0] === '#' ? '' : '#'}${name === null ? '_' : nameOf(name)}#${c.counter()}`,
  )
  /** does a default mention another keyword? */
  const ordered = values.some((v) => names.some((n) => mentions(v, n)))

  const bodyFunction: FunctionDef = {
    name: bodyName,
    typeVars: def.typeVars,
    args: [
      plainFormal(bodyName, call(c.core('typeof'), bodyName)),
      ...kws.map((k) => ({ ...k, default: undefined })),
      ...(rest === null
        ? []
        : [{ ...rest, isVararg: false, type: call(c.top('pairs'), c.core('NamedTuple')) }]),
      ...fixed.map((a) => ({ ...a, default: undefined })),
      ...(vararg === null ? [] : [{ ...vararg, default: undefined }]),
    ],
    body: insertAfterMeta(body, [expr('meta', sym('nkw'), BigInt(kws.length + (rest === null ? 0 : 1)))]),
    returnType: def.returnType,
  }

  const callBody = (keywordValues: readonly Ex[], restValue: Ex): Ex =>
    expr('return', call(bodyName, ...keywordValues, ...(rest === null ? [] : [restValue]), ...forwarded))

  const direct = callBody(ordered ? names : values, call(c.top('pairs'), call(c.core('NamedTuple'))))
  const firstLine = prologue.find((s) => s instanceof LineNumberNode)
  const withoutKeywords: FunctionDef = {
    name,
    typeVars: positionalVars,
    args: def.args,
    body: block(
      ...keepFirstLine(withoutGenerated(prologue)),
      ordered ? nestScopes(names, values, direct) : direct,
    ),
    returnType: null,
  }

  return new Op('unit', [
    ...(name instanceof Sym || name instanceof GlobalRef ? [new Op('method', [name])] : []),
    defineMethods(c, bodyFunction),
    defineMethods(c, withoutKeywords),
    defineMethods(c, sorter()),
    name instanceof Sym ? name : null,
  ])

  /** The method of `Core.kwcall`. */
  function sorter(): FunctionDef {
    const bag = c.gensym()
    const restName = rest === null ? null : sym(`${rest.name.name}...`)
    // values need variables only if a default can see or assign them
    const useTemps = !ordered && !values.some((v) => contains(v, isAssignment))
    const vars: Ex[] = useTemps ? names.map(() => c.temp()) : names
    const slot = c.gensym()
    const taken = kws.map((k, i) =>
      block(
        expr(
          'if',
          call(c.core('isdefined'), bag, quoted(k.name)),
          assign(
            slot,
            checkedValue(
              c,
              k,
              bag,
              keywordVars.map((v) => v.name),
            ),
          ),
          assign(slot, values[i]),
        ),
        slot,
      ),
    )
    const keySet = new Expr('tuple', names.map(quoted))
    const finish = block(
      restName === null
        ? expr(
            'if',
            call(c.top('isempty'), call(c.top('diff_names'), call(c.top('keys'), bag), keySet)),
            null,
            call(c.top('kwerr'), bag, ...forwarded),
          )
        : assign(
            restName,
            call(
              c.top('pairs'),
              names.length === 0
                ? bag
                : call(c.top('structdiff'), bag, expr('curly', c.core('NamedTuple'), keySet)),
            ),
          ),
      callBody(vars, restName),
    )
    const marks = prologue
      .filter((s) => isSpecializeMeta(s, false))
      .map((s) =>
        (s as Expr).args.length === 1
          ? s
          : new Expr('meta', [
              (s as Expr).args[0],
              ...(s as Expr).args.slice(1).filter((v) => !names.includes(v as Sym)),
            ]),
      )
    const optional = def.args.some((a) => a.default !== undefined)
    return {
      name,
      typeVars: positionalVars,
      args: [
        plainFormal(optional ? c.gensym() : UNUSED, call(c.core('kwftype'), def.args[0].type)),
        plainFormal(bag, c.core('NamedTuple')),
        ...def.args,
      ],
      body: block(
        ...prologue.filter(isPropagated),
        ...(firstLine === undefined ? [] : [firstLine]),
        ...marks,
        ...(useTemps ? names.toReversed().map((n) => expr('local', n)) : []),
        useTemps
          ? block(...vars.map((v, i) => assign(v, taken[i])), finish)
          : nestScopes(names, taken, finish),
      ),
      returnType: null,
      shownAs: 'kwcall',
    }
  }
}

function nameOf(name: Ex): string {
  if (name instanceof Sym) return name.name
  if (name instanceof GlobalRef) return name.name.name
  if (isExpr(name, '.') && name.args[1] instanceof QuoteNode) return String(name.args[1].value)
  if (isExpr(name, 'overlay')) return nameOf(name.args[1])
  return '_'
}

function defaultValue(c: Ctx, k: Formal): Ex {
  return isRequired(k)
    ? call(c.core('throw'), call(c.core('UndefKeywordError'), new QuoteNode(k.name)))
    : (k.default as Ex)
}

/** `let a = …; let b = …; body` with each value seeing the ones before it */
function nestScopes(names: readonly Sym[], values: readonly Ex[], body: Ex): Ex {
  return names.reduceRight((inner: Ex, n, i) => expr('let', assign(n, values[i]), block(inner)), body)
}

/** The value given for a keyword, checked against its declared type where that is known here. */
function checkedValue(c: Ctx, k: Formal, bag: Sym, unknownVars: readonly Sym[]): Ex {
  const value = call(c.core('getfield'), bag, new QuoteNode(k.name))
  if (k.type === c.core('Any') || unknownVars.some((v) => mentions(k.type, v))) return value
  const t = c.temp()
  return block(
    assign(t, value),
    expr(
      'if',
      call(c.core('isa'), t, k.type),
      null,
      call(
        c.core('throw'),
        expr(
          'new',
          c.core('TypeError'),
          new QuoteNode(sym('keyword argument')),
          new QuoteNode(k.name),
          k.type,
          t,
        ),
      ),
    ),
    t,
  )
}

function keepFirstLine(stmts: readonly Ex[]): Ex[] {
  const first = stmts.find((s) => s instanceof LineNumberNode)
  return stmts.filter((s) => !(s instanceof LineNumberNode) || s === first)
}

/** Method-wide metadata that the keyword sorter shares with the body. */
function isPropagated(s: Ex): boolean {
  if (!isExpr(s, 'meta')) return false
  if (!(s.args[0] instanceof Sym)) return isExpr(s.args[0], 'purity')
  return [
    'propagate_inbounds',
    'aggressive_constprop',
    'no_constprop',
    'inline',
    'noinline',
    'nospecializeinfer',
  ].includes(s.args[0].name)
}
