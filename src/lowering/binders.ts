/** Names in argument lists and other binding positions, tolerant of escapes: hygiene needs them before desugaring. */
import { type Ex, Expr, isExpr, Sym } from '../syntax/index.ts'
import { isSpecializeMeta, isSplat } from './surface.ts'

export {
  BEGIN,
  CCALL,
  CGLOBAL,
  END,
  isAssignment,
  isDecl,
  isEventuallyCall,
  isFunctionDef,
  isQuoted,
  isSpecializeMeta,
  isSplat,
  NEW,
} from './surface.ts'

/** Bindings of a `let`. */
export function letBinds(e: Expr): Ex[] {
  return isExpr(e.args[0], 'block') ? e.args[0].args : [e.args[0]]
}

/** The name in `T`, `T<:B`, `A<:T<:B`, or null. */
export function typeVarName(v: Ex): Sym | null {
  if (v instanceof Sym) return v
  if (!(v instanceof Expr)) return null
  if ((v.head === '<:' || v.head === '>:') && v.args.length === 2)
    return v.args[0] instanceof Sym ? v.args[0] : null
  if (v.head === 'comparison' && v.args.length === 5) return v.args[2] instanceof Sym ? v.args[2] : null
  if (v.head === 'var-bounds') return v.args[0] as Sym
  return null
}

interface ArgName {
  readonly names: Sym[]
  readonly escaped: boolean
}

function argName(a: Ex): ArgName {
  if (a instanceof Sym) return { names: [a], escaped: false }
  if (!(a instanceof Expr)) return { names: [], escaped: false }
  switch (a.head) {
    case '::':
      return a.args.length < 2 ? { names: [], escaped: false } : argName(a.args[0])
    case '...':
    case 'kw':
    case '=':
    case 'hygienic-scope':
      return argName(a.args[0])
    case 'tuple':
    case 'parameters': {
      const parts = a.args.map(argName)
      return { names: parts.flatMap((p) => (p.escaped ? [] : p.names)), escaped: false }
    }
    case 'escape':
      return { names: argName(a.args[0]).names, escaped: true }
    case 'meta':
      return isSpecializeMeta(a) ? argName(a.args[1]) : { names: [], escaped: false }
    default:
      return { names: [], escaped: false }
  }
}

function select(args: readonly Ex[], escaped: boolean): Sym[] {
  return args.flatMap((a) => {
    const n = argName(a)
    return n.escaped === escaped ? n.names : []
  })
}

/** Names of positional arguments and of the rest of the keywords (which is no keyword itself). */
export function positionalNames(args: readonly Ex[], escaped = false): Sym[] {
  const plain = args.filter((a) => !isExpr(a, 'parameters'))
  const rest = args.flatMap((a) => (isExpr(a, 'parameters') ? a.args.filter(isSplat) : []))
  return select([...plain, ...rest], escaped)
}

/** Keyword names, and escaped names of positional arguments: neither may be renamed. */
export function kwNames(args: readonly Ex[]): Sym[] {
  const kws = args.flatMap((a) => (isExpr(a, 'parameters') ? a.args.filter((x) => !isSplat(x)) : []))
  return [...select(kws, false), ...select(kws, true), ...positionalNames(args, true)]
}
