import { type ForeignEntry, foreign } from './declare.ts'

/** libm functions of one Float64. V8's are ports of fdlibm, as Julia's mostly are. */
const UNARY: Record<string, (x: number) => number> = {
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  asinh: Math.asinh,
  acosh: Math.acosh,
  atanh: Math.atanh,
  exp: Math.exp,
  expm1: Math.expm1,
  log: Math.log,
  log1p: Math.log1p,
  log2: Math.log2,
  log10: Math.log10,
  cbrt: Math.cbrt,
  exp2: (x) => 2 ** x,
  exp10: (x) => 10 ** x,
}

const BINARY: Record<string, (x: number, y: number) => number> = {
  atan2: Math.atan2,
  pow: (x, y) => x ** y,
  hypot: Math.hypot,
  fmod: (x, y) => x % y,
}

/** Floating-point functions of C's libm. */
export const mathFunctions: readonly ForeignEntry[] = [
  ...Object.entries(UNARY).map(([name, f]) => foreign(name, ['f64'], 'f64', (_rt, x) => f(x))),
  ...Object.entries(BINARY).map(([name, f]) => foreign(name, ['f64', 'f64'], 'f64', (_rt, x, y) => f(x, y))),
]
