import type { CodeInfo } from '../lowering/index.ts'
import type { Binding, Matches, MethodInstance, Module, World } from '../methods/index.ts'
import { CodeInstance, Method, WORLD_MAX } from '../methods/index.ts'
import type { Ex } from '../syntax/index.ts'
import { type GlobalRef, Literal, QuoteNode, SlotNumber, Sym, sym, ValueRef } from '../syntax/index.ts'
import type { DataType, Type, TypeName, TypeParam } from '../types/index.ts'
import { hasFreeTypeVars, isType, showType, unwrapUnionAll } from '../types/index.ts'
import type { CallResult } from './call-info.ts'
import { nameOf } from './core-types.ts'
import { EffectBit, Effects, isFoldable, isNothrow, override, PurityBit, settle } from './effects.ts'
import type { Lattice, Value } from './elements.ts'
import type { InferenceEnv, OptimizedCode } from './env.ts'
import { InferenceFrozenError } from './env.ts'
import type { InferenceResult } from './frame.ts'
import { Frame, SlotState } from './frame.ts'
import type { SpType } from './ir.ts'
import { TypeLattice } from './lattice.ts'
import { assignedSlot, lowerFlow } from './lowered-cfg.ts'
import { mergeInto, stepFrame } from './statements.ts'

/** Methods looked at for one call, unless a module or function says otherwise. */
export const MAX_METHODS = 3

/** Frames of constant propagation that are kept for later calls: statements of one, of one method instance, in all. */
const MAX_KEPT_CODE = 100
const MAX_KEPT_OF_ONE = 64
const MAX_KEPT = 10_000

/** Thrown by a call that needs a frame which does not exist yet; caught by `stepFrame`, never seen outside. */
export const SUSPEND: unique symbol = Symbol('suspend')

/** What a call edge gives the caller. */
export interface EdgeResult {
  readonly type: Lattice
  readonly exception: Type
  readonly effects: number
  /** finished code, null while the callee is still being inferred */
  readonly ci: CodeInstance | null
  /** the frame, for constant propagation and unfinished callees */
  readonly frame: Frame | null
}

/** One run of the driver: the frames between a question from outside and its answer. */
interface Run {
  readonly stack: Frame[]
  /** frames in progress by method instance (not those of constant propagation) */
  readonly active: Map<MethodInstance, Frame>
  readonly constFrames: Map<MethodInstance, Frame[]>
  request: Frame | null
}

/**
 * Infers method instances on demand. Frames stand on an explicit stack, so neither deep call chains nor cycles use up
 * the host's stack: a call whose callee is unknown suspends its frame until the callee is done.
 *
 * Frames that call each other in a circle form a cycle (union-find over frames). A member that has run out of work is
 * parked; when the lowest member has, and no parked one was woken by a better result of another, all are finished.
 */
export class Inference {
  readonly env: InferenceEnv
  readonly lattice: TypeLattice
  readonly refName: TypeName
  /** asked to infer anything new, it throws `InferenceFrozenError` */
  frozen = false
  /** check the IR after every pass of the optimizer */
  verify = false
  /** counts, for reports */
  readonly stats = { frames: 0, constFrames: 0, steps: 0 }
  private run: Run = newRun()
  private readonly literals = new Map<bigint | number | string, Lattice>()
  private readonly literalNodes = new WeakMap<object, Lattice>()
  private readonly assigned = new WeakMap<CodeInfo, Uint8Array>()
  private readonly bindings = new WeakMap<GlobalRef, Binding>()
  private undefVar: Type | null = null
  /** finished frames of constant propagation that any caller may use, of one world */
  private readonly kept = new Map<MethodInstance, Frame[]>()
  private keptWorld: World = 0
  private keptCount = 0

  constructor(env: InferenceEnv) {
    this.env = env
    this.lattice = new TypeLattice(env.types, env.heap)
    this.lattice.nameOf = (v) => env.builtinName(v)
    this.refName = nameOf(env.types.ref)
  }

  // ---- questions from outside -----------------------------------------------------------------------------------

  /** The code instance of `mi` valid in `world`, inferred and optimised if there is none yet. */
  infer(mi: MethodInstance, world: World): CodeInstance {
    const known = this.cached(mi, world)
    if (known !== null) return known
    this.refuseIfFrozen(mi)
    const outer = this.run
    this.run = newRun()
    try {
      const frame = this.newFrame(mi, world, null, null)
      this.push(frame)
      this.drive()
      if (frame.codeInstance === null)
        throw new Error(`inference of ${this.showInstance(mi)} ended without a result`)
      return frame.codeInstance
    } finally {
      this.run = outer
    }
  }

  /** The code for calls with these argument types; null if no one method takes them. For `precompile`. */
  inferSignature(sig: Type, world: World): CodeInstance | null {
    const m = this.env.methods.findMethod(sig, world)
    if (m === null) return null
    return this.infer(this.env.methods.specialize(m), world)
  }

  /** Type of the result of calls with these argument types (`Union{}`: they always throw). */
  returnType(sig: Type, world: World): Type {
    const found = this.env.methods.matchingMethods(sig, world, -1)
    if (found === null) return this.lattice.any
    let t: Lattice = this.lattice.bottom
    for (const m of found.matches) {
      const mi = this.env.methods.specialize(m)
      const known = this.cached(mi, world)
      if (known === null && this.frozen) throw this.frozenError(mi)
      if (known === null && (!this.hasSource(mi) || this.sourceOf(mi, world) === null))
        return this.lattice.any
      t = this.lattice.join(t, (known ?? this.infer(mi, world)).returnType)
      if (t === this.lattice.any) break
    }
    return this.lattice.widen(t)
  }

  /** Valid inferred code in the cache. A guard of the baseline tier does not count: nobody inferred it. */
  cached(mi: MethodInstance, world: World): CodeInstance | null {
    for (const ci of mi.cache) {
      if (ci.minWorld <= world && world <= ci.maxWorld && isInferred(ci)) return ci
    }
    return null
  }

  private refuseIfFrozen(mi: MethodInstance): void {
    if (this.frozen) throw this.frozenError(mi)
  }

  private frozenError(mi: MethodInstance): InferenceFrozenError {
    return new InferenceFrozenError(
      mi,
      this.run.stack.map((f) => f.mi),
      (m) => this.showInstance(m),
    )
  }

  showInstance(mi: MethodInstance): string {
    const where = mi.def instanceof Method ? mi.def.name.name : `top level of ${mi.def.name.name}`
    return `${where}: ${showType(mi.specTypes)}`
  }

  // ---- the driver -----------------------------------------------------------------------------------------------

  private drive(): void {
    const { stack } = this.run
    while (stack.length > 0) {
      const f = stack[stack.length - 1]
      this.stats.steps++
      if (!stepFrame(this, f)) {
        const child = this.run.request
        if (child === null) throw new Error('a frame was suspended without asking for another')
        this.run.request = null
        this.push(child)
        continue
      }
      const cycle = find(f)
      if (cycle.cycleDepth < f.depth) {
        stack.pop()
        f.depth = -1
        cycle.parked.push(f)
        continue
      }
      const woken = cycle.parked.findIndex((p) => p.hasWork)
      if (woken >= 0) {
        const [p] = cycle.parked.splice(woken, 1)
        p.depth = stack.length
        stack.push(p)
        continue
      }
      if (f.hasWork) continue
      stack.pop()
      this.finishCycle([...cycle.parked, f])
    }
  }

  private push(f: Frame): void {
    const { stack } = this.run
    f.depth = stack.length
    f.cycleDepth = f.depth
    stack.push(f)
    if (f.isConstProp) {
      const l = this.run.constFrames.get(f.mi)
      if (l === undefined) this.run.constFrames.set(f.mi, [f])
      else l.push(f)
      this.stats.constFrames++
    } else {
      this.run.active.set(f.mi, f)
      this.stats.frames++
    }
  }

  /** `f` is being called from the top of the stack while it is in progress itself: everything between is one cycle. */
  private mergeCycle(f: Frame): void {
    const { stack } = this.run
    const from = f.depth >= 0 ? Math.min(f.depth, find(f).cycleDepth) : find(f).cycleDepth
    let root = find(f)
    for (let d = from; d < stack.length; d++) root = union(root, find(stack[d]))
    if (from < root.cycleDepth) root.cycleDepth = from
  }

  /** Statements that used `f`'s result are evaluated again. */
  wake(f: Frame): void {
    for (const d of f.dependents) {
      if (d.frame.finished) continue
      d.frame.memo[d.pc] = null
      const b = d.frame.flow.cfg.blockOf(d.pc)
      if (d.frame.entryStates[b] !== null) d.frame.enqueue(b)
    }
  }

  // ---- edges ----------------------------------------------------------------------------------------------------

  /** What a call of `mi` gives; suspends the caller if that is not known yet. */
  edge(caller: Frame, pc: number, mi: MethodInstance): EdgeResult {
    const ci = this.cached(mi, caller.world)
    if (ci !== null) {
      caller.narrowWorld(ci.minWorld, ci.maxWorld)
      return {
        type: (ci.returnLattice as Lattice | null) ?? this.lattice.fromType(ci.returnType),
        exception: ci.exceptionType ?? this.lattice.any,
        effects: ci.effects,
        ci,
        frame: null,
      }
    }
    const f = this.run.active.get(mi)
    if (f !== undefined && !f.finished) return this.cyclic(caller, pc, f)
    if (!this.hasSource(mi)) return this.opaque()
    this.refuseIfFrozen(mi)
    if (this.sourceOf(mi, caller.world) === null) return this.opaque()
    this.run.request = this.newFrame(mi, caller.world, caller, null)
    throw SUSPEND
  }

  /** As `edge`, with the callee's arguments known to be `argTypes`. */
  constEdge(caller: Frame, pc: number, mi: MethodInstance, argTypes: Lattice[]): EdgeResult {
    const { world } = this.env.methods
    const kept = caller.world === world && world === this.keptWorld ? this.kept.get(mi) : undefined
    for (const frames of [this.run.constFrames.get(mi), kept]) {
      const f = frames?.find((f) => this.sameArgs(f.argTypes, argTypes))
      if (f === undefined) continue
      if (!f.finished) return this.cyclic(caller, pc, f)
      caller.narrowWorld(f.minWorld, f.maxWorld)
      if (f.contextual) caller.contextual = true
      return {
        type: f.returnLattice ?? f.returnType,
        exception: f.exceptionType,
        effects: f.effects,
        ci: null,
        frame: f,
      }
    }
    this.run.request = this.newFrame(mi, caller.world, caller, argTypes)
    throw SUSPEND
  }

  /** Later calls with the same constants need not infer `f` again, as long as no method changes. */
  private keep(f: Frame): void {
    const { world } = this.env.methods
    if (f.contextual || f.world !== world || f.code.code.length > MAX_KEPT_CODE) return
    if (this.keptWorld !== world || this.keptCount >= MAX_KEPT) {
      this.keptWorld = world
      this.keptCount = 0
      this.kept.clear()
    }
    f.parent = null
    const l = this.kept.get(f.mi)
    if (l === undefined) this.kept.set(f.mi, [f])
    else if (l.length < MAX_KEPT_OF_ONE) l.push(f)
    else return
    this.keptCount++
  }

  private cyclic(caller: Frame, pc: number, f: Frame): EdgeResult {
    caller.contextual = true
    this.mergeCycle(f)
    if (!f.dependents.some((d) => d.frame === caller && d.pc === pc)) f.dependents.push({ frame: caller, pc })
    let effects = f.effects
    const local = f.code.purity & PurityBit.terminatesGlobally
    if (!local) {
      effects &= ~EffectBit.terminates
      f.effects &= ~EffectBit.terminates
    }
    return { type: f.returnType, exception: f.exceptionType, effects, ci: null, frame: f }
  }

  private opaque(): EdgeResult {
    return {
      type: this.lattice.any,
      exception: this.lattice.any,
      effects: Effects.unknown,
      ci: null,
      frame: null,
    }
  }

  private sameArgs(a: readonly Lattice[], b: readonly Lattice[]): boolean {
    if (a.length !== b.length) return false
    for (let i = 0; i < a.length; i++) if (a[i] !== b[i] && !this.lattice.equal(a[i], b[i])) return false
    return true
  }

  hasSource(mi: MethodInstance): boolean {
    if (!(mi.def instanceof Method)) return mi.uninferred !== null
    if (mi.def.generator !== 0) {
      // a generator must see the very types that the call will have
      return mi.specTypes.kind === 'DataType' && mi.specTypes.isDispatchTuple
    }
    return mi.def.source !== null
  }

  /** The module's options forbid inference of this method. */
  isInferenceOff(mi: MethodInstance): boolean {
    const m = mi.def instanceof Method ? mi.def.module : mi.def
    return !this.env.moduleOptions(m).infer
  }

  private sourceOf(mi: MethodInstance, world: World): CodeInfo | null {
    if (!(mi.def instanceof Method)) return mi.uninferred
    if (mi.def.generator !== 0) {
      if (mi.uninferred === null) mi.uninferred = this.env.expandGenerated(mi, world)
      return mi.uninferred
    }
    return mi.def.source
  }

  // ---- making frames --------------------------------------------------------------------------------------------

  private newFrame(
    mi: MethodInstance,
    world: World,
    parent: Frame | null,
    constArgs: Lattice[] | null,
  ): Frame {
    const code = this.sourceOf(mi, world)
    const method = mi.def instanceof Method ? mi.def : null
    if (code === null) throw new Error(`no code to infer for ${this.showInstance(mi)}`)
    const L = this.lattice
    const frame = new Frame({
      mi,
      method,
      code,
      flow: lowerFlow(code),
      argTypes: constArgs ?? this.argumentTypes(mi, code),
      spTypes: this.staticParameters(mi),
      world,
      parent,
      isConstProp: constArgs !== null,
      bottom: L.bottom,
    })
    frame.narrowWorld(method?.primaryWorld ?? 1, WORLD_MAX)
    if (mi.def instanceof Method && mi.def.generator !== 0)
      frame.addEdge({ kind: 'generated', mi }, `g${mi.def.name.name}`)
    if (frame.flow.hasLoop && !(code.purity & (PurityBit.terminatesLocally | PurityBit.terminatesGlobally))) {
      frame.taint(EffectBit.terminates)
    }
    const n = code.slotNames.length
    const types: Lattice[] = new Array(n).fill(L.bottom)
    const undef = new Uint8Array(n).fill(1)
    for (let i = 0; i < frame.argTypes.length; i++) {
      types[i] = frame.argTypes[i]
      undef[i] = 0
    }
    if (frame.argTypes.every((t) => t.kind !== 'Bottom') && code.code.length > 0)
      mergeInto(this, frame, 0, new SlotState(types, undef))
    return frame
  }

  /** Slot types of the arguments, the trailing ones packed into a tuple for a vararg method. */
  argumentTypes(mi: MethodInstance, code: CodeInfo): Lattice[] {
    const L = this.lattice
    const sig = unwrapUnionAll(mi.specTypes)
    if (sig.kind !== 'DataType') throw new Error(`not a signature: ${showType(mi.specTypes)}`)
    const one = (p: TypeParam): Lattice => {
      if (typeof p === 'object' && 'kind' in p && p.kind === 'TypeVar')
        return isType(p.upper) ? this.closed(p.upper, mi.specTypes) : L.any
      return isType(p) ? this.closed(p, mi.specTypes) : L.any
    }
    return this.packArguments(sig.parameters, one, code)
  }

  private closed(t: Type, sig: Type): Lattice {
    return this.lattice.fromType(hasFreeTypeVars(t) ? this.env.types.rewrap(t, sig) : t)
  }

  private packArguments(
    params: readonly TypeParam[],
    one: (p: TypeParam) => Lattice,
    code: CodeInfo,
  ): Lattice[] {
    const L = this.lattice
    const fixed = code.isVararg ? code.nargs - 1 : code.nargs
    const out: Lattice[] = []
    const last = params[params.length - 1]
    const tail =
      last !== undefined && typeof last === 'object' && 'kind' in last && last.kind === 'Vararg' ? last : null
    const count = tail === null ? params.length : params.length - 1
    for (let i = 0; i < fixed; i++) {
      if (i < count) out.push(one(params[i]))
      else if (tail !== null) out.push(tail.element === null ? L.any : one(tail.element))
      else throw new Error('a signature with too few arguments for its method')
    }
    if (!code.isVararg) return out
    const rest: Lattice[] = []
    for (let i = fixed; i < count; i++) rest.push(one(params[i]))
    if (tail === null) out.push(L.tupleOf(rest))
    else {
      const element = tail.element === null ? L.any : L.widen(one(tail.element))
      out.push(this.env.types.tuple([...rest.map((r) => L.widen(r)), this.env.types.vararg(element)]))
    }
    return out
  }

  /** Packs a call's arguments as the callee's slots; null if the number is not known. */
  slotTypesForCall(mi: MethodInstance, args: readonly Lattice[]): Lattice[] | null {
    if (!(mi.def instanceof Method)) return null
    const code = mi.uninferred ?? mi.def.source
    if (code === null) return null
    const fixed = code.isVararg ? code.nargs - 1 : code.nargs
    if (args.length < fixed || (!code.isVararg && args.length > fixed)) return null
    const out = args.slice(0, fixed)
    if (code.isVararg) out.push(this.lattice.tupleOf(args.slice(fixed)))
    return out
  }

  private staticParameters(mi: MethodInstance): SpType[] {
    const L = this.lattice
    const method = mi.def instanceof Method ? mi.def : null
    return mi.sparamVals.map((v, i): SpType => {
      const p = v as TypeParam
      if (typeof p === 'object' && 'kind' in p && p.kind === 'TypeVar') {
        const declared = method?.typeVars[i]
        const upper = isType(p.upper) && !hasFreeTypeVars(p.upper) ? p.upper : L.any
        const known = declared !== undefined && method !== null && boundByArgument(method.sig, declared)
        const type = known === 'type' ? this.subtypesOf(upper) : L.any
        return { type, maybeUndef: known === 'no' }
      }
      // the number of arguments of a Vararg
      if (typeof p === 'object' && 'kind' in p && p.kind === 'Vararg')
        return { type: L.core.Int64, maybeUndef: false }
      if (isType(p) && hasFreeTypeVars(p)) return { type: L.any, maybeUndef: false }
      return { type: L.constant(L.heap.paramToValue(p)), maybeUndef: false }
    })
  }

  /** `Type{<:t}`. */
  private subtypesOf(t: Type): Type {
    const ts = this.env.types
    const v = ts.typeVar('T', ts.bottom, t)
    return ts.unionAll(v, ts.typeOfType(v))
  }

  // ---- finishing ------------------------------------------------------------------------------------------------

  private finishCycle(frames: Frame[]): void {
    let min = 1
    let max: World = WORLD_MAX
    for (const f of frames) {
      if (f.minWorld > min) min = f.minWorld
      if (f.maxWorld < max) max = f.maxWorld
    }
    for (const f of frames) {
      f.minWorld = min
      f.maxWorld = max
      f.effects = override(settle(f.effects, this.mayBeMutable(f.returnType)), f.code.purity)
      f.returnLattice = f.returnType
      f.finished = true
    }
    this.gatherEdges(frames)
    for (const f of frames) {
      if (f.isConstProp) continue
      this.run.active.delete(f.mi)
      const known = this.cached(f.mi, f.world)
      if (known !== null) {
        f.codeInstance = known
        continue
      }
      const ci = new CodeInstance(f.mi, min, max, this.lattice.widen(f.returnType))
      ci.returnLattice = f.returnLattice
      ci.exceptionType = f.exceptionType
      ci.effects = f.effects
      ci.edges = f.edges
      ci.inferred = PENDING
      f.codeInstance = ci
      f.mi.cache.unshift(ci)
    }
    for (const f of frames) {
      const ci = f.codeInstance
      if (f.isConstProp || ci === null || ci.inferred !== PENDING) continue
      const code = this.env.optimize(this.resultOf(f))
      ci.inferred = code.ir
      ci.inlineCost = code.inlineCost
      ci.effects = code.effects
      const rt = f.returnLattice
      if (rt !== null && rt.kind === 'Const' && isFoldable(ci.effects, false) && isNothrow(ci.effects)) {
        // `entry` stays 'none': whoever compiles decides how a constant is entered
        ci.constant = rt.value
      }
      this.env.methods.storeEdges(ci)
      this.env.onCodeInstance?.(ci)
    }
    for (const f of frames) {
      f.dependents.length = 0
      f.memo.fill(null)
      if (f.isConstProp && frames.length === 1) this.keep(f)
    }
  }

  /** What a constant-propagation frame rests on, its users rest on. */
  private gatherEdges(frames: readonly Frame[]): void {
    for (let changed = true; changed; ) {
      changed = false
      for (const f of frames) {
        const before = f.edges.length
        for (const c of f.constCallees) for (const [key, edge] of c.edgeKeys) f.addEdge(edge, key)
        if (f.edges.length > before && frames.length > 1) changed = true
      }
    }
  }

  /** A builtin's value by its name in Core, 0 if there is none. */
  builtinValue(name: string): Value {
    const b = this.env.core.bindings.get(sym(name))
    return b === undefined ? 0 : this.env.bindingValue(b.owner ?? b)
  }

  /** Optimised code of a finished constant-propagation frame, made when first asked for. */
  optimizedConst(f: Frame): OptimizedCode {
    f.optimized ??= this.env.optimize(this.resultOf(f))
    return f.optimized
  }

  private resultOf(f: Frame): InferenceResult {
    return {
      frame: f,
      returnType: f.returnType,
      exceptionType: f.exceptionType,
      effects: f.effects,
      minWorld: f.minWorld,
      maxWorld: f.maxWorld,
      engine: this,
    }
  }

  private mayBeMutable(t: Lattice): boolean {
    if (t.kind === 'Const') return false
    const w = this.lattice.widen(t)
    if (w.kind === 'Bottom') return false
    if (w.kind === 'Union') return this.mayBeMutable(w.a) || this.mayBeMutable(w.b)
    if (w.kind !== 'DataType' || !w.isConcrete) return true
    if (w === this.lattice.core.Symbol || w === this.lattice.core.String || w.name.isPrimitive) return false
    return !this.env.types.isBitsType(w)
  }

  private matchesWorld: World = 0
  private readonly matchesOf = new Map<Type, Matches | null>()

  /** `matchingMethods` with the usual limit, remembered while no method changes. */
  matchingMethods(sig: Type, world: World, limit: number): Matches | null {
    const { methods } = this.env
    if (limit !== MAX_METHODS || world !== methods.world || sig.kind !== 'DataType')
      return methods.matchingMethods(sig, world, limit)
    if (this.matchesWorld !== world) {
      this.matchesWorld = world
      this.matchesOf.clear()
    }
    let found = this.matchesOf.get(sig)
    if (found === undefined) {
      found = methods.matchingMethods(sig, world, limit)
      this.matchesOf.set(sig, found)
    }
    return found
  }

  // ---- what statements ask --------------------------------------------------------------------------------------

  slotIsAssigned(code: CodeInfo, slot: number): boolean {
    let a = this.assigned.get(code)
    if (a === undefined) {
      a = new Uint8Array(code.slotNames.length)
      for (const s of code.code) {
        const k = assignedSlot(s)
        if (k >= 0) a[k] = 1
      }
      this.assigned.set(code, a)
    }
    return a[slot] === 1
  }

  /** The element of a constant operand. Equal literals are one value. */
  literal(x: Ex): Lattice {
    const L = this.lattice
    if (x === null) return L.nothing
    switch (typeof x) {
      case 'boolean':
        return L.constantBool(x)
      case 'bigint':
      case 'string':
        return this.cachedLiteral(typeof x === 'string' ? `s${x}` : x, x)
      case 'number':
        return this.cachedLiteral(Object.is(x, -0) ? '-0' : Number.isNaN(x) ? 'NaN' : x, x)
    }
    if (x instanceof ValueRef) return L.constant(x.address)
    let l = this.literalNodes.get(x)
    if (l === undefined) {
      if (x instanceof QuoteNode) l = L.constant(L.heap.exToValue(x.value))
      else if (x instanceof Literal || x instanceof Sym) l = L.constant(L.heap.exToValue(x))
      else if (x instanceof SlotNumber) throw new Error('a slot is not a literal')
      else l = L.constant(L.heap.exToValue(x))
      this.literalNodes.set(x, l)
    }
    return l
  }

  private cachedLiteral(key: bigint | number | string, x: Ex): Lattice {
    let l = this.literals.get(key)
    if (l === undefined) {
      l = this.lattice.constant(this.lattice.heap.exToValue(x))
      this.literals.set(key, l)
    }
    return l
  }

  /** The binding a global reference means, null while the name is not resolved. */
  binding(g: GlobalRef): Binding | null {
    const known = this.bindings.get(g)
    if (known !== undefined) return known
    const b = this.env.methods.resolveBinding(g.module as Module, g.name)
    const owner = b === null ? null : (b.owner ?? b)
    if (owner !== null) this.bindings.set(g, owner)
    return owner
  }

  /** Reading a global. */
  globalResult(frame: Frame, b: Binding | null): CallResult {
    const L = this.lattice
    const unknown =
      Effects.total & ~(EffectBit.nothrow | Effects.consistentMask | EffectBit.inaccessibleMemory)
    if (b === null) return { type: L.any, exception: this.undefVarError(), effects: unknown, info: null }
    const v = this.env.bindingValue(b)
    if (b.isConst && v !== 0) {
      frame.addEdge({ kind: 'binding', binding: b, value: v }, b)
      return { type: L.constant(v), exception: L.bottom, effects: Effects.total, info: null }
    }
    const effects = v !== 0 ? unknown | EffectBit.nothrow : unknown
    if (b.type !== null) frame.addEdge({ kind: 'binding', binding: b, value: 0 }, b)
    return {
      type: b.type ?? L.any,
      exception: v !== 0 ? L.bottom : this.undefVarError(),
      effects,
      info: null,
    }
  }

  /** Core.UndefVarError once it is defined. */
  undefVarError(): Type {
    this.undefVar ??= this.coreType('UndefVarError')
    return this.undefVar ?? this.lattice.any
  }

  private coreType(name: string): Type | null {
    const v = this.builtinValue(name)
    if (v === 0 || !this.lattice.heap.isType(v)) return null
    const t = this.lattice.heap.typeAt(v)
    return isType(t) ? t : null
  }

  /** For an element standing for a type: the type its instances have, and whether that is exactly known. */
  instanceOf(t: Lattice): { type: Type; exact: boolean } {
    const L = this.lattice
    const exact = L.constantAsType(t)
    if (exact !== null) return { type: exact, exact: true }
    const w = L.widen(t)
    // Type{<:T}
    if (w.kind === 'UnionAll') {
      const body = unwrapUnionAll(w)
      if (body.kind === 'DataType' && body.name === L.core.TypeName) {
        const p = body.parameters[0]
        const inner: TypeParam = typeof p === 'object' && 'kind' in p && p.kind === 'TypeVar' ? p.upper : p
        if (isType(inner)) {
          const closed = this.env.types.rewrap(inner, w)
          if (!hasFreeTypeVars(closed)) return { type: closed, exact: false }
        }
      }
    } else if (w.kind === 'Union') {
      const a = this.instanceOf(w.a)
      const b = this.instanceOf(w.b)
      return { type: L.widen(L.join(a.type, b.type)), exact: false }
    } else if (w.kind === 'Bottom') return { type: L.bottom, exact: true }
    return { type: L.any, exact: false }
  }

  foreignEffects(purity: number): number {
    return override(purity === 0 ? Effects.unknown : Effects.unknown, purity)
  }
}

/** Marks a code instance whose code is being optimised. */
const PENDING = { pending: true }

function isInferred(ci: CodeInstance): boolean {
  return ci.inferred !== null || ci.constant !== 0 || ci.entry === 'compiled'
}

function newRun(): Run {
  return { stack: [], active: new Map(), constFrames: new Map(), request: null }
}

function find(f: Frame): Frame {
  let r = f
  while (r.cycleLink !== null) r = r.cycleLink
  while (f.cycleLink !== null) {
    const next: Frame = f.cycleLink
    f.cycleLink = r
    f = next
  }
  return r
}

function union(a: Frame, b: Frame): Frame {
  if (a === b) return a
  b.cycleLink = a
  if (b.cycleDepth < a.cycleDepth) a.cycleDepth = b.cycleDepth
  if (b.parked.length > 0) {
    for (const p of b.parked) a.parked.push(p)
    b.parked = []
  }
  return a
}

/** How an argument of the method fixes the static parameter `v`: as the type in `::Type{v}`, otherwise, or not surely. */
function boundByArgument(sig: Type, v: TypeParam): 'type' | 'yes' | 'no' {
  const body = unwrapUnionAll(sig)
  if (body.kind !== 'DataType') return 'no'
  for (const p of body.parameters) {
    if (typeof p !== 'object' || !('kind' in p) || p.kind !== 'DataType') {
      if (p === v) return 'type'
      continue
    }
    for (const q of p.parameters) if (q === v && p.name.name.name === 'Type') return 'type'
    if (p.name.name.name !== 'Tuple' && mentionsInvariantly(p, v)) return 'yes'
  }
  return 'no'
}

function mentionsInvariantly(t: DataType, v: TypeParam): boolean {
  for (const p of t.parameters) {
    if (p === v) return true
    if (
      typeof p === 'object' &&
      'kind' in p &&
      p.kind === 'DataType' &&
      p.name.name.name !== 'Tuple' &&
      mentionsInvariantly(p, v)
    )
      return true
  }
  return false
}
