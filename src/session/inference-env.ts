import { builtinTypeFunctions } from '../builtins/index.ts'
import type { InferenceEnv } from '../inference/index.ts'
import type { Module } from '../methods/index.ts'
import { optimize } from '../optimizer/index.ts'
import type { Session } from './session.ts'

/** Compiler options of a module, inherited from the modules around it where it says nothing. */
function moduleOptions(session: Session, module: Module) {
  const inherited = (get: (m: Module) => number, fallback: number): number => {
    for (let m = module; ; m = m.parent) {
      if (get(m) >= 0) return get(m)
      if (m.parent === m) return fallback
    }
  }
  return {
    infer: inherited((m) => m.infer, 1) !== 0,
    compile: inherited((m) => m.compile, 1),
    optimizeLevel: inherited((m) => m.optimizeLevel, session.options.optLevel),
    maxMethods: inherited((m) => m.maxMethods, 3),
  }
}

/** What inference asks of the session. */
export function makeInferenceEnv(session: Session): InferenceEnv {
  const {
    heap,
    options: { checkBounds },
  } = session
  const env: InferenceEnv = {
    types: session.types,
    methods: session.methods,
    heap,
    builtins: builtinTypeFunctions,
    core: session.core,
    builtinName: (f) => session.builtins.byValue.get(f)?.name ?? null,
    bindingValue: (b) => heap.bindingValue(b),
    expandGenerated: (mi, world) => {
      try {
        return session.expandGenerated(mi, world)
      } catch (problem) {
        // the call will raise it, if it comes to that
        if (heap.caughtValue(problem) === null) throw problem
        return null
      }
    },
    moduleOptions: (m) => moduleOptions(session, m),
    entersWide: (ci) => session.image === null || (ci !== null && ci.imageCode !== null),
    concreteEval: (_, [f, ...args], world) => {
      try {
        return session.callInWorld(f, args, world)
      } catch (problem) {
        // it throws at run time too: the call is left as it is
        if (heap.caughtValue(problem) === null) throw problem
        return null
      }
    },
    ...(checkBounds === 'auto' ? {} : { boundsChecks: checkBounds === 'yes' }),
    optimize: (result) => optimize(result, session.inference),
    onCodeInstance: (ci) => {
      heap.codeInstanceValue(ci)
      session.packages.recorder?.code.push(ci)
    },
  }
  return env
}
