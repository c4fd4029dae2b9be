/** The rooms of `src/`, in the order in which they may import each other: each only from those before it. */
export const ROOMS = [
  'syntax',
  'lowering',
  'types',
  'methods',
  'heap',
  'inference',
  'optimizer',
  'codegen',
  'builtins',
  'image',
  'loading',
  'session',
  'host',
  'cli',
] as const
