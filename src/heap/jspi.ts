import type { KernelImport } from './kernel.ts'

/** JavaScript Promise Integration, which the DOM library's types do not know yet. */
interface PromiseIntegration {
  promising<A extends readonly number[]>(f: (...args: A) => number): (...args: A) => Promise<number>
  readonly Suspending: new <A extends readonly number[]>(f: (...args: A) => unknown) => object
}

const integration = WebAssembly as unknown as Partial<PromiseIntegration>

/** The host can suspend WebAssembly stacks. */
export const hasPromiseIntegration =
  integration.promising !== undefined && integration.Suspending !== undefined

/** An exported function as one that returns a promise and may be suspended inside. */
export function promising<A extends readonly number[]>(
  f: (...args: A) => number,
): (...args: A) => Promise<number> {
  if (integration.promising === undefined)
    throw new Error('this host lacks JavaScript Promise Integration (JSPI)')
  return integration.promising(f)
}

/** A function to import: where it returns a promise, the calling WebAssembly stack is suspended until it settles. */
export function suspending<A extends readonly number[]>(f: (...args: A) => unknown): KernelImport {
  if (integration.Suspending === undefined)
    throw new Error('this host lacks JavaScript Promise Integration (JSPI)')
  return new integration.Suspending(f) as unknown as KernelImport
}
