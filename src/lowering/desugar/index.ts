/**
 * Desugaring: surface `Expr` (macros expanded, hygiene resolved) → kernel `Tree` whose names are still `Sym`s.
 *
 * Kernel heads: block, call, new, splatnew, = (a name, temporary or global on the left), if, &&, || (in conditions
 * only), while, do-while, break-block(label, body), break(label), return, unnecessary(x), unit (a block that is not
 * split), scope(body), hardscope, softscope, local, local-def (assigned before every use), global, const,
 * const-if-global, decl(x, T), return-type(T), require-existing-local, method(name), method(name, signature, Lambda),
 * signature(inits, types, sparams, line), trycatch, trycatchelse, tryfinally, the_exception, foreigncall, cfunction,
 * opaque-closure, gc_preserve_begin/end, isdefined, islocal, isglobal, locals, symbolicgoto, symboliclabel, copyast,
 * boundscheck, inbounds, loopinfo, nospecialize, toplevel-only.
 */
import { type Ex, Expr, LineNumberNode, QuoteNode, Sym, sym } from '../../syntax/index.ts'
import type { Ctx } from '../context.ts'
import { deparse } from '../deparse.ts'
import { call, isUnderscore } from '../surface.ts'
import { Op, type Tree } from '../tree.ts'
import * as arrays from './arrays.ts'
import { expandAssignment, expandConst, expandDeclaration, expandUpdate, updateHeads } from './assignment.ts'
import { expandBroadcast, expandDot } from './broadcast.ts'
import {
  comparisonChain,
  expandCall,
  expandDo,
  expandOperatorHead,
  expandString,
  expandTuple,
} from './calls.ts'
import * as comprehension from './comprehension.ts'
import * as control from './control.ts'
import { expandArrow, expandFunction, expandMacro } from './functions.ts'
import { expandRef } from './indexing.ts'
import { expandCfunction, expandGcPreserve, expandOpaqueClosure } from './opaque.ts'
import { expandStruct } from './structs.ts'
import { expandAbstract, expandCurly, expandPrimitive, expandWhere } from './types.ts'

type Form = (c: Ctx, e: Expr) => Tree

const fail =
  (message: string): Form =>
  (c) =>
    c.fail(message)
/** Forms that stay as they are: data, or work for the evaluator. */
const opaque: Form = (_, e) => e

const forms = new Map<string, Form>([
  ['function', expandFunction],
  ['->', expandArrow],
  ['macro', expandMacro],
  ['let', (c, e) => control.expandLet(c, e)],
  ['soft-let', (c, e) => control.expandLet(c, e, false)],
  ['struct', expandStruct],
  ['abstract', expandAbstract],
  ['primitive', expandPrimitive],
  ['try', control.expandTry],
  ['block', expandBlock],
  ['.', expandDot],
  ['.&&', (c, e) => expandBroadcast(c, null, e)],
  ['.||', (c, e) => expandBroadcast(c, null, e)],
  ['.=', (c, e) => expandBroadcast(c, e.args[0], e.args[1])],
  ['<:', expandOperatorHead],
  ['>:', expandOperatorHead],
  ['-->', expandOperatorHead],
  ['where', expandWhere],
  ['const', expandConst],
  ['local', expandDeclaration],
  ['global', expandDeclaration],
  ['local-def', expandDeclaration],
  ['=', expandAssignment],
  ['comparison', (c, e) => c.expand(comparisonChain(c, e.args))],
  ['ref', expandRef],
  ['curly', expandCurly],
  ['call', expandCall],
  ['do', expandDo],
  ['tuple', expandTuple],
  ['string', expandString],
  ['::', expandTypeAssert],
  ['if', control.expandIf],
  ['elseif', control.expandIf],
  ['while', control.expandWhile],
  ['for', control.expandFor],
  ['break-block', control.expandBreakBlock],
  ['break', (_, e) => new Op('break', e.args.length > 0 ? e.args : [control.LOOP_EXIT])],
  ['continue', () => new Op('break', [control.LOOP_CONT])],
  ['&&', control.expandAnd],
  ['||', control.expandOr],
  ['return', (c, e) => new Op('return', [e.args.length === 0 ? null : c.expand(e.args[0])])],
  ['vect', arrays.expandVect],
  ['hcat', arrays.expandHcat],
  ['vcat', arrays.expandVcat],
  ['ncat', arrays.expandNcat],
  ['typed_hcat', arrays.expandTypedHcat],
  ['typed_vcat', arrays.expandVcat],
  ['typed_ncat', arrays.expandNcat],
  ["'", (c, e) => c.expand(call(sym("'"), e.args[0]))],
  ['generator', comprehension.expandGenerator],
  ['flatten', comprehension.expandFlatten],
  ['comprehension', comprehension.expandComprehension],
  ['typed_comprehension', comprehension.expandTypedComprehension],
  ['opaque_closure', expandOpaqueClosure],
  ['cfunction', expandCfunction],
  ['gc_preserve', expandGcPreserve],
  ['meta', expandMeta],
  ['braces', fail('{ } vector syntax is discontinued')],
  ['bracescat', fail('{ } matrix syntax is discontinued')],
  ['...', fail('"..." expression outside call')],
  ['$', fail('"$" expression outside quote')],
  ['&', (c, e) => c.fail(`invalid syntax ${deparse(e)}`)],
  ['atomic', fail('unimplemented or unsupported atomic declaration')],
  ['escape', fail('"esc(...)" used outside of macro expansion')],
  ['error', (c, e) => c.fail(typeof e.args[0] === 'string' ? e.args[0] : deparse(e.args[0]))],
  ['toplevel', opaque],
  ['module', opaque],
  ['using', opaque],
  ['import', opaque],
  ['export', opaque],
  ['public', opaque],
  ['inline', opaque],
  ['noinline', opaque],
  ['loopinfo', opaque],
  ['inbounds', opaque],
  ['boundscheck', opaque],
  ['purity', opaque],
  ['copyast', opaque],
  ['toplevel-only', opaque],
  ['symbolicgoto', opaque],
  ['symboliclabel', opaque],
  ['softscope', opaque],
  ['quote', expandQuoted],
  ['inert', expandQuoted],
])
for (const head of updateHeads) if (head !== '.=') forms.set(head, expandUpdate)
for (const head of ['≔', '⩴', '≕', ':=']) {
  forms.set(head, (c) => c.fail(`unsupported assignment operator "${head}"`))
}

/** Desugars one surface form. */
export function expandForm(c: Ctx, e: Ex): Tree {
  if (e instanceof Expr) {
    const form = forms.get(e.head)
    // kernel heads, and those nobody knows, which linearization refuses
    return form === undefined ? new Op(e.head, e.args.map(c.expand)) : form(c, e)
  }
  if (e instanceof LineNumberNode) c.loc = e.file === null ? new LineNumberNode(e.line, c.loc.file) : e
  return e
}

function expandQuoted(c: Ctx, e: Expr): Tree {
  if (e.args.length !== 1) c.fail(`malformed "${e.head}" expression`)
  return new QuoteNode(e.args[0])
}

function expandBlock(c: Ctx, e: Expr): Tree {
  if (e.args.length === 0) return null
  if (e.args.length === 1 && !(e.args[0] instanceof LineNumberNode)) return c.expand(e.args[0])
  return new Op('block', e.args.map(c.expand))
}

/** `x::T` as a value */
function expandTypeAssert(c: Ctx, e: Expr): Tree {
  if (e.args.length !== 2) c.fail('invalid "::" syntax')
  return new Op('call', [c.core('typeassert'), c.expand(e.args[0]), c.expand(e.args[1])])
}

/** `@nospecialize x` names variables; other metadata is opaque. */
function expandMeta(_c: Ctx, e: Expr): Tree {
  const kind = e.args[0]
  if (kind instanceof Sym && (kind.name === 'nospecialize' || kind.name === 'specialize')) {
    return new Op('nospecialize', [
      kind.name === 'nospecialize',
      ...e.args.slice(1).filter((a) => !isUnderscore(a)),
    ])
  }
  return e
}
