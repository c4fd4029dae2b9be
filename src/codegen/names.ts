import { Method, type MethodInstance } from '../methods/index.ts'

/** The name that stack traces show for a method instance's code. */
export function functionName(mi: MethodInstance): string {
  return mi.def instanceof Method ? mi.def.name.name : 'top-level scope'
}
