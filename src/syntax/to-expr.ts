/**
 * From the green tree to `Expr`. Post-order makes this a stack machine: leaves push values, a node takes the values
 * of its children and pushes its own. The tree follows the source; `Expr` has its own order, heads and line numbers,
 * and all that is here.
 *
 * The tree must hold no errors.
 */

import {
  type Ex,
  Expr,
  GlobalRef,
  LineNumberNode,
  type ModuleLike,
  QuoteNode,
  type Sym,
  Sym as SymClass,
  sym,
} from './ast.ts'
import { lineAt, lineStarts } from './diagnostics.ts'
import {
  BARE,
  COLON_QUOTE,
  DOTTED,
  type GreenTree,
  INFIX,
  INTERIOR,
  MUTABLE,
  PARENS,
  POSTFIX,
  SEMICOLONS,
  TRIVIA,
} from './green.ts'
import * as K from './kinds.ts'
import {
  character,
  errorLeaf,
  identifier,
  isText,
  joinText,
  macroName,
  number,
  textChunk,
} from './literals.ts'
import { IS_ERROR, IS_OPERATOR, IS_SYNTACTIC, NAMES, PROPERTIES } from './operators.ts'

export interface ExprOptions {
  /** For the line numbers. */
  file: string | null
  /** The module Core, which some literals and docstrings refer to. */
  core: ModuleLike
  /** Number of the first line. */
  line: number
}

/** An operator with a dot, until its parent is known: `.+` is a symbol in a call, and `(. +)` by itself. */
class DottedOperator {
  readonly plain: Sym
  readonly syntactic: boolean
  constructor(plain: Sym, syntactic: boolean) {
    this.plain = plain
    this.syntactic = syntactic
  }
  get symbol(): Sym {
    return sym(`.${this.plain.name}`)
  }
}

/** What is on the stack: `DottedOperator` never leaves it. */
type Value = Ex | DottedOperator

const HEADS: string[] = NAMES.slice()
for (const [kind, head] of [
  [K.Block, 'block'],
  [K.Call, 'call'],
  [K.Comparison, 'comparison'],
  [K.Curly, 'curly'],
  [K.QuoteNode, 'quote'],
  [K.StringNode, 'string'],
  [K.CmdStringNode, 'cmdstring'],
  [K.MacroCall, 'macrocall'],
  [K.Parameters, 'parameters'],
  [K.Toplevel, 'toplevel'],
  [K.Tuple, 'tuple'],
  [K.Ref, 'ref'],
  [K.Vect, 'vect'],
  [K.ImportPath, '.'],
  [K.Braces, 'braces'],
  [K.Bracescat, 'bracescat'],
  [K.Hcat, 'hcat'],
  [K.Vcat, 'vcat'],
  [K.Ncat, 'ncat'],
  [K.TypedHcat, 'typed_hcat'],
  [K.TypedVcat, 'typed_vcat'],
  [K.TypedNcat, 'typed_ncat'],
  [K.Row, 'row'],
  [K.Nrow, 'nrow'],
  [K.Filter, 'filter'],
  [K.CartesianIterator, 'cartesian_iterator'],
  [K.Comprehension, 'comprehension'],
  [K.TypedComprehension, 'typed_comprehension'],
  [K.Ternary, 'if'],
  [K.Doc, 'macrocall'],
  [K.Juxtapose, 'call'],
  [K.DotCall, 'call'],
  [K.Wrapper, 'block'],
  [K.Dot, '.'],
  [K.Invalid, 'error'],
] as const) {
  HEADS[kind] = head
}

const AT_CMD = '@cmd'
const AT_DOC = '@doc'

export class ExprBuilder {
  private readonly tree: GreenTree
  private readonly options: ExprOptions
  private readonly starts: Int32Array
  private readonly lines: LineNumberNode[] = []
  private lastLine = 0
  private values: Value[] = []
  /** Entry of each value. */
  private entries: number[] = []

  constructor(tree: GreenTree, options: ExprOptions) {
    this.tree = tree
    this.options = options
    this.starts = lineStarts(tree.bytes, tree.start, tree.end)
  }

  /** The line number node for byte `at`. */
  line(at: number): LineNumberNode {
    const { starts } = this
    let n = this.lastLine
    if (at < starts[n] || (n + 1 < starts.length && at >= starts[n + 1])) {
      n = lineAt(starts, at)
      this.lastLine = n
    }
    let node = this.lines[n]
    if (node === undefined) {
      node = new LineNumberNode(n + this.options.line, this.options.file)
      this.lines[n] = node
    }
    return node
  }

  private startLine(i: number): LineNumberNode {
    return this.line(this.tree.startOf(i))
  }

  /** The expression of the entries `from` to `to`, a subtree ending in `to`. */
  build(from: number, to: number): Ex {
    const { kinds, flags, sizes } = this.tree
    this.values = []
    this.entries = []
    for (let i = from; i <= to; i++) {
      if ((flags[i] & INTERIOR) === 0) {
        if ((flags[i] & TRIVIA) === 0 && kinds[i] !== K.Tombstone) {
          this.values.push(this.leaf(i))
          this.entries.push(i)
        }
        continue
      }
      if (kinds[i] === K.Tombstone) continue
      const first = i - sizes[i] + 1
      let base = this.entries.length
      while (base > 0 && this.entries[base - 1] >= first) base--
      const value = kinds[i] === K.Parens ? this.parens(base) : this.node(i, base)
      this.values.length = base
      this.entries.length = base
      this.values.push(value)
      this.entries.push(i)
    }
    const args = this.settle(K.EndMarker, 0, 0)
    return args.length === 1 ? args[0] : new Expr('block', args)
  }

  // ---- leaves ---------------------------------------------------------------------------------------------------

  private leaf(i: number): Value {
    const { tree } = this
    const kind = tree.kinds[i]
    switch (kind) {
      case K.Identifier:
        return identifier(tree, i)
      case K.Integer:
      case K.BinInt:
      case K.HexInt:
      case K.OctInt:
      case K.Float:
      case K.Float32: {
        const value = number(tree, i)
        if (typeof value === 'object' && 'macro' in value) {
          // 99999999999999999999 ==> (macrocall Core.@int128_str nothing "99999999999999999999")
          return new Expr('macrocall', [new GlobalRef(this.options.core, sym(value.macro)), null, value.text])
        }
        return value
      }
      case K.StringChunk:
      case K.CmdChunk:
        return textChunk(tree, i)
      case K.CharChunk:
        return character(tree, i)
      case K.True:
        return true
      case K.False:
        return false
      case K.MacroName:
      case K.StringMacroName:
      case K.CmdMacroName:
        return macroName(tree, i)
      case K.CoreCmd:
        return new GlobalRef(this.options.core, sym(AT_CMD))
    }
    if ((PROPERTIES[kind] & IS_ERROR) !== 0) return errorLeaf(tree, i)
    if ((PROPERTIES[kind] & IS_OPERATOR) !== 0 && (tree.flags[i] & DOTTED) !== 0) {
      return new DottedOperator(tree.plainSymbolOf(i), (PROPERTIES[kind] & IS_SYNTACTIC) !== 0)
    }
    return tree.plainSymbolOf(i)
  }

  // ---- children -------------------------------------------------------------------------------------------------

  private parens(base: number): Value {
    if (this.values.length - base === 1) return this.values[base]
    return new Expr('block', this.settle(K.Parens, 0, base))
  }

  /** The values from `base` on, as arguments of a node of kind `kind`. */
  private settle(kind: number, flags: number, base: number): Ex[] {
    const { kinds } = this.tree
    const { values, entries } = this
    const keywords = kind === K.Ref || ((kind === K.Call || kind === K.DotCall) && (flags & FIXITY) === 0)
    const args: Ex[] = new Array(values.length - base)
    for (let j = 0; j < args.length; j++) {
      const value = values[base + j]
      if (value instanceof Expr) {
        if (value.head === '=') {
          // f(a=1) ==> (call f (kw a 1))
          args[j] = keywords && j > 0 ? new Expr('kw', value.args) : value
          continue
        }
        if (value.head === 'parameters' && !PLAIN_PARAMETERS.has(kind)) {
          const inner = value.args
          for (let n = 0; n < inner.length; n++) {
            const arg = inner[n]
            if (arg instanceof Expr && arg.head === '=') inner[n] = new Expr('kw', arg.args)
          }
        }
      } else if (value instanceof DottedOperator) {
        const inPlace =
          (j === 0 &&
            kinds[entries[base]] !== K.Parens &&
            (kind === K.Call || kind === K.DotCall || kind === K.Curly || (flags & COLON_QUOTE) !== 0)) ||
          (kind === K.Comparison && j % 2 === 1) ||
          value.syntactic
        args[j] = inPlace ? value.symbol : new Expr('.', [value.plain])
        continue
      }
      args[j] = value
    }
    return args
  }

  // ---- nodes ----------------------------------------------------------------------------------------------------

  private node(i: number, base: number): Ex {
    const { tree } = this
    const kind = tree.kinds[i]
    const flags = tree.flags[i]
    switch (kind) {
      case K.Call:
      case K.DotCall:
        return this.call(kind, flags, base)
      case K.StringNode:
      case K.CmdStringNode:
        return this.string(base)
      case K.Block:
      case K.Toplevel:
        return this.block(i, kind, flags, base)
    }
    const args = this.settle(kind, flags, base)
    switch (kind) {
      case K.VarName:
      case K.CharNode:
        return args.length === 1 ? args[0] : new Expr('error', args)
      case K.Assign:
        // f(x) = y ==> (= (call f x) (block (line) y))
        if ((flags & DOTTED) !== 0) return new Expr('.=', args)
        if (isCall(args[0])) args[1] = this.withLine(i, args[1])
        return new Expr('=', args)
      case K.OpAssign:
        return new Expr(tree.symbolOf(i).name, args)
      case K.AndAnd:
      case K.OrOr:
        return new Expr((flags & DOTTED) !== 0 ? `.${HEADS[kind]}` : HEADS[kind], args)
      case K.Arrow:
        args[1] = this.withLine(i, args[1])
        return new Expr('->', args)
      case K.MacroCall:
        moveParameters(args, 1)
        args.splice(1, 0, this.startLine(i))
        return new Expr('macrocall', args)
      case K.Doc:
        return new Expr('macrocall', [
          new GlobalRef(this.options.core, sym(AT_DOC)),
          this.startLine(i),
          ...args,
        ])
      case K.QuoteNode:
        return quote(args)
      case K.Inert:
        return new QuoteNode(args[0])
      case K.Juxtapose:
        args.unshift(sym('*'))
        return new Expr('call', args)
      case K.Ref:
      case K.Curly:
        moveParameters(args, 1)
        break
      case K.Tuple:
      case K.Vect:
      case K.Braces:
        moveParameters(args, 0)
        break
      case K.Nrow:
      case K.Ncat:
        args.unshift(BigInt(tree.data[i]))
        break
      case K.TypedNcat:
        args.splice(1, 0, BigInt(tree.data[i]))
        break
      case K.Where:
        return where(args)
      case K.Generator:
        return generator(args)
      case K.Filter:
        return filter(args)
      case K.ImportPath:
        return new Expr(
          '.',
          args.map((a) => (a instanceof QuoteNode ? a.value : a)),
        )
      default:
        return this.form(i, kind, flags, args)
    }
    return new Expr(HEADS[kind], args)
  }

  /** Nodes that words introduce. */
  private form(i: number, kind: number, flags: number, args: Ex[]): Ex {
    switch (kind) {
      case K.KwFor:
      case K.KwWhile: {
        const range = args[0]
        if (range instanceof Expr && range.head === 'cartesian_iterator')
          args[0] = new Expr('block', range.args)
        // The line of `end`, for code coverage.
        if (args[1] instanceof Expr) args[1].args.push(this.line(this.tree.ends[i] - 1))
        break
      }
      case K.KwElseif:
        args[0] = new Expr('block', [this.startLine(i), args[0]])
        break
      case K.KwFunction:
      case K.KwMacro:
        if (args.length > 1) {
          if (kind === K.KwFunction) args[0] = anonymousSignature(args[0])
          ;(args[1] as Expr).args.unshift(this.startLine(i))
        }
        break
      case K.KwModule:
        args.unshift((flags & BARE) === 0)
        ;(args[2] as Expr).args.unshift(this.startLine(i))
        break
      case K.KwStruct:
        args.unshift((flags & MUTABLE) !== 0)
        break
      case K.KwTry:
        return tryForm(args)
      case K.KwDo:
        return new Expr('do', [args[0], new Expr('->', [args[1], args[2]])])
      case K.KwLet:
        args[0] = letBindings(args[0] as Expr)
        break
      case K.KwLocal:
      case K.KwGlobal:
        return scope(HEADS[kind], args)
      case K.KwReturn:
        if (args.length === 0) args.push(null)
        break
    }
    return new Expr(HEADS[kind], args)
  }

  /** `value` as a block that begins with the line of entry `i`. */
  private withLine(i: number, value: Ex): Expr {
    const line = this.startLine(i)
    if (value instanceof Expr && value.head === 'block') {
      value.args.unshift(line)
      return value
    }
    return new Expr('block', [line, value])
  }

  private call(kind: number, flags: number, base: number): Ex {
    if ((flags & (INFIX | POSTFIX)) !== 0) {
      // a + b ==> (call + a b): the operator stands second in the tree
      const operator = this.values[base + 1]
      const name = operator instanceof DottedOperator ? operator.symbol : operator
      this.values[base + 1] = name
      const args = this.settle(kind, flags, base)
      if ((flags & POSTFIX) !== 0 && name instanceof SymClass && name.name === "'")
        return new Expr("'", [args[0]])
      args[1] = args[0]
      args[0] = name
      return new Expr('call', args)
    }
    const args = this.settle(kind, flags, base)
    moveParameters(args, 1)
    if (kind === K.DotCall && (flags & FIXITY) === 0) {
      // f.(x) ==> (. f (tuple x))
      return new Expr('.', [args[0], new Expr('tuple', args.slice(1))])
    }
    return new Expr('call', args)
  }

  private block(i: number, kind: number, flags: number, base: number): Expr {
    const { tree } = this
    const entries = this.entries.slice(base)
    const args = this.settle(kind, flags, base)
    if (kind === K.Toplevel && (flags & SEMICOLONS) !== 0) return new Expr('toplevel', args)
    const result: Ex[] = []
    if (args.length === 0) result.push(this.startLine(i))
    for (let j = 0; j < args.length; j++) result.push(this.line(tree.startOf(entries[j])), args[j])
    // (a; b) ==> (block a (line) b)
    if (kind === K.Block && (flags & PARENS) !== 0) result.shift()
    return new Expr(HEADS[kind], result)
  }

  private string(base: number): Ex {
    const { kinds } = this.tree
    const result: Ex[] = []
    let pieces: Ex[] = []
    const flush = (): void => {
      if (pieces.length === 1) result.push(pieces[0])
      else if (pieces.length > 1) result.push(joinText(pieces.filter(isText)))
      pieces = []
    }
    const entries = this.entries.slice(base)
    const args = this.settle(K.StringNode, 0, base)
    for (let j = 0; j < args.length; j++) {
      const arg = args[j]
      if (kinds[entries[j]] !== K.Parens && isText(arg)) {
        pieces.push(arg)
        continue
      }
      flush()
      // "$("x")" ==> (string (string "x"))
      result.push(isText(arg) ? new Expr('string', [arg]) : arg)
    }
    const onlyText = result.length === 0
    flush()
    return onlyText && result.length === 1 ? result[0] : new Expr('string', result)
  }
}

const FIXITY = INFIX | 32 | POSTFIX

/** Kinds in which `=` after a semicolon is no keyword argument. */
const PLAIN_PARAMETERS = new Set<number>([K.Vect, K.Curly, K.Braces, K.Ref])

/** Signature of a definition with `=`: a call, maybe with return type and `where`. */
function isCall(x: Ex): boolean {
  while (x instanceof Expr) {
    if (x.head === 'call') return true
    if (x.head !== 'where' && x.head !== '::') return false
    x = x.args[0]
  }
  return false
}

/** Trailing parameters go to the front; a second list goes into the first: f(a; b; c) */
function moveParameters(args: Ex[], to: number): void {
  let first = args.length
  while (first > 0) {
    const arg = args[first - 1]
    if (!(arg instanceof Expr) || arg.head !== 'parameters') break
    first--
  }
  if (first === args.length) return
  for (let i = args.length - 2; i >= first; i--) (args[i] as Expr).args.unshift(args.pop()!)
  args.splice(to, 0, args.pop()!)
}

function quote(args: Ex[]): Ex {
  const value = args[0]
  if (
    args.length !== 1 ||
    value instanceof Expr ||
    value instanceof QuoteNode ||
    typeof value === 'boolean'
  ) {
    return new Expr('quote', args)
  }
  return new QuoteNode(value)
}

function where(args: Ex[]): Expr {
  const bounds = args[1]
  if (bounds instanceof Expr && bounds.head === 'braces') return new Expr('where', [args[0], ...bounds.args])
  return new Expr('where', args)
}

/** (generator x a b) with several `for`s ==> (flatten (generator (generator x b) a)) */
function generator(args: Ex[]): Ex {
  let result = args[0]
  for (let j = args.length - 1; j > 0; j--) {
    const iteration = args[j]
    const product = iteration instanceof Expr && iteration.head === 'cartesian_iterator'
    const made = new Expr('generator', product ? [result, ...iteration.args] : [result, iteration])
    result = j < args.length - 1 ? new Expr('flatten', [made]) : made
  }
  return result
}

function filter(args: Ex[]): Expr {
  const [iteration, condition] = args
  const product = iteration instanceof Expr && iteration.head === 'cartesian_iterator'
  return new Expr('filter', product ? [condition, ...iteration.args] : [condition, iteration])
}

/** function (xs...) end ==> (function (... xs) (block)) */
function anonymousSignature(signature: Ex): Ex {
  if (signature instanceof Expr && signature.head === 'tuple' && signature.args.length === 1) {
    const only = signature.args[0]
    if (only instanceof Expr && only.head === '...') return only
  }
  return signature
}

/** (try body [catch_var catch_block] finally else), in the order of `Expr`. */
function tryForm(args: Ex[]): Expr {
  let variable: Ex = false
  let handler: Ex = false
  let otherwise: Ex = false
  let last: Ex = false
  for (const clause of args.slice(1)) {
    if (!(clause instanceof Expr)) continue
    if (clause.head === 'catch') {
      variable = clause.args[0]
      handler = clause.args[1]
    } else if (clause.head === 'else') otherwise = clause.args[0]
    else if (clause.head === 'finally') last = clause.args[0]
  }
  const result = [args[0], variable, handler]
  if (last !== false || otherwise !== false) result.push(last)
  if (otherwise !== false) result.push(otherwise)
  return new Expr('try', result)
}

/** A single name or assignment needs no block. */
function letBindings(block: Expr): Ex {
  const args = block.args.filter((a) => !(a instanceof LineNumberNode))
  if (args.length === 1) {
    const only = args[0]
    if (only instanceof SymClass || (only instanceof Expr && (only.head === '=' || only.head === '::')))
      return only
  }
  block.args = args
  return block
}

/** local const x = 1 ==> (const (local (= x 1))), global (x, y) ==> (global x y) */
function scope(head: string, args: Ex[]): Expr {
  const only = args[0]
  if (args.length === 1 && only instanceof Expr) {
    if (only.head === 'const') return new Expr('const', [new Expr(head, only.args)])
    if (only.head === 'tuple') return new Expr(head, only.args)
  }
  return new Expr(head, args)
}
