import {
  type CallRequest,
  Errors,
  Events,
  foreignTable,
  type Host,
  OutputBuffer,
  type ProgramOption,
  type Runtime,
  type Steps,
} from '../builtins/index.ts'
import { Heap, TaskSwitcher, type Value } from '../heap/index.ts'
import type { RecordOrigin, SystemImage, SystemState } from '../image/index.ts'
import { Inference } from '../inference/index.ts'
import { readText } from '../loading/index.ts'
import { type CodeInfo, LoweringError, lower, macroexpand } from '../lowering/index.ts'
import {
  type Binding,
  Method,
  type MethodInstance,
  MethodSystem,
  type MethodTable,
  Module,
  type World,
} from '../methods/index.ts'
import { type Diagnostic, type Ex, Expr, formatParseError, type Sym, sym } from '../syntax/index.ts'
import { type DataType, type Type, type TypeParam, TypeSystem, unwrapUnionAll } from '../types/index.ts'
import { Backtraces, type Frame } from './backtraces.ts'
import { BuiltinValues } from './builtin-entries.ts'
import { makeCodegenEnv } from './codegen-env.ts'
import { splatNew } from './construct.ts'
import { binding, binding as definedBinding } from './definitions.ts'
import { describeValue } from './describe.ts'
import { Evaluator, type Location } from './evaluator.ts'
import { expandGenerated, generatorStub } from './generated.ts'
import { beginFromImage } from './images.ts'
import { fillFunctionTable, makeImports } from './imports-table.ts'
import { makeInferenceEnv } from './inference-env.ts'
import { Jit } from './jit.ts'
import { failKernel } from './kernel-errors.ts'
import { makeLoweringEnv } from './lowering-env.ts'
import { modifyRead, modifyWrite } from './modify.ts'
import { Packages } from './packages.ts'
import { runAsync, runSync } from './steps.ts'
import { typedCode } from './typed-code.ts'

/** What V8 says when a buffer, an array or a string cannot become so large. */
const NO_MEMORY = /allocation failed|Invalid (typed array|array|string|array buffer) length/i

/** Settings of a session that the command line gives. */
export interface SessionOptions {
  readonly compile: 'yes' | 'no' | 'all' | 'min'
  readonly checkBounds: 'yes' | 'no' | 'auto'
  readonly inline: boolean
  readonly optLevel: number
  /** collect at every so many safepoints (0: when it is time), and poison what is freed */
  readonly gcStress: number
  /** folder that holds `base/` and `stdlib/` */
  readonly home: string
}

export interface Statistics {
  compiledFunctions: number
  baselineFunctions: number
  modules: number
}

/**
 * A running system: the rooms joined. It holds everything that lives; two sessions share nothing but the table of
 * symbols' names.
 */
export class Session implements Runtime {
  readonly host: Host
  readonly options: SessionOptions
  readonly core: Module
  readonly main: Module
  base: Module | null = null
  readonly types: TypeSystem
  readonly heap: Heap
  readonly methods: MethodSystem
  readonly errors: Errors
  readonly output: OutputBuffer
  readonly builtins: BuiltinValues
  readonly inference: Inference
  readonly jit: Jit
  readonly evaluator: Evaluator
  readonly tasks: TaskSwitcher
  readonly events: Events
  readonly packages: Packages
  /** `--trace-loading`: say why caches are set aside */
  traceLoading = false
  /** `--strict-freeze`: an image that would lose code is not written */
  strictFreeze = false
  readonly backtraces = new Backtraces(this)
  readonly imports: WebAssembly.Imports
  readonly foreign = foreignTable()
  readonly statistics: Statistics = { compiledFunctions: 0, baselineFunctions: 0, modules: 0 }
  isBootstrapping = true
  #world: World | null = null

  /** the system image that the session began with */
  readonly image: SystemImage | null
  /** records of objects that came with package images */
  readonly origins = new WeakMap<object, RecordOrigin>()
  /** identity of the program for images (see images.ts) */
  build = ''

  constructor(
    kernelModule: WebAssembly.Module,
    host: Host,
    options: SessionOptions,
    image: SystemImage | null = null,
  ) {
    this.image = image
    this.host = host
    this.options = options
    this.output = new OutputBuffer(host)
    this.core = new Module(sym('Core'), null)
    this.types = new TypeSystem(this.core)
    this.heap =
      image === null
        ? Heap.create(kernelModule, this.types)
        : Heap.restore(kernelModule, this.types, image.heapSource())
    this.methods = new MethodSystem(this.types, this.core)
    this.main = new Module(sym('Main'), null)
    this.errors = new Errors(this.heap, this.core)
    this.methods.bindings.values = {
      valueOf: (b) => this.heap.bindingValue(b),
      egal: (a, b) => this.heap.egal(a, b),
      isType: (v) => v !== 0 && this.heap.isType(v),
    }
    this.methods.bindings.warn = (message) => this.warn(`WARNING: ${message}`)
    this.methods.listeners.push({
      onMethodAdded: (table) => this.#methodsChanged(table),
      onMethodDeleted: (table) => this.#methodsChanged(table),
      onInvalidate: (ci) => this.jit.forgetDispatch(ci),
    })
    this.heap.latestWorld = this.methods.world
    const intrinsics = image === null ? this.#populateCore() : this.#adoptModules(image)
    this.builtins = BuiltinValues.create(
      this.heap,
      this.core,
      intrinsics,
      (m, name, v) => this.define(m, name, v),
      image === null ? null : (m, name) => this.heap.bindingValue(m.bindings.get(sym(name)) ?? null),
    )
    this.inference = new Inference(makeInferenceEnv(this))
    image?.attachLattice(this.inference.lattice)
    this.tasks = new TaskSwitcher(this.heap, {
      taskDone: () => this.baseValue('task_done_hook'),
      taskFailed: (_, exception) =>
        this.heap.vectorAny(
          [...this.heap.exceptionStack(), { exception, backtrace: this.heap.thrownBacktrace }].flatMap(
            (e) => [e.exception, this.backtraceOf(e.backtrace)],
          ),
        ),
      toJulia: (problem) => this.exceptionFor(problem),
      fatal: (problem) => {
        throw problem
      },
      deadlock: () => {
        this.errors.error('deadlock: every task is waiting')
      },
      error: (message) => this.errors.error(message),
    })
    this.events = new Events(host, this.tasks)
    this.imports = makeImports(this)
    this.jit = new Jit(this, makeCodegenEnv(this), 1)
    fillFunctionTable(this)
    this.heap.hooks = {
      ...this.heap.hooks,
      resolve: (frame, n) => this.jit.resolve(frame, n),
      resolveInvoke: (frame, n) => this.jit.resolveInvoke(frame, n),
      modifyRead: (frame, n) => modifyRead(this, frame, n),
      modifyWrite: (frame, n, old, value) => modifyWrite(this, frame, n, old, value),
      fail: (what, a, b) => this.fail(what, a, b),
      onThrow: () => this.backtraces.capture(),
      translate: (problem) => {
        const exception = this.exceptionFor(problem)
        return exception === null ? problem : this.heap.exceptionOf(exception)
      },
      taskDied: (task) => {
        this.tasks.forget(task)
        this.backtraces.forgetTask(task)
      },
    }
    this.evaluator = new Evaluator(this, makeLoweringEnv(this))
    if (image !== null) beginFromImage(this, image)
    this.packages = new Packages(this)
    if (options.gcStress > 0) this.heap.gcStress = options.gcStress
  }

  /** The session's own modules stand for those of the image. Gives the module Intrinsics. */
  #adoptModules(image: SystemImage): Module {
    const { heap, types, methods, core, main } = this
    const { session } = image.header
    image.attach({ heap, types, methods, origins: this.origins })
    this.heap.latestWorld = this.methods.world
    image.adoptModule(core, session.core)
    image.adoptModule(main, session.main)
    for (const t of types.builtins.values()) {
      const body = unwrapUnionAll(t)
      if (body.kind === 'DataType') image.fillTypeName(body.name)
    }
    this.base = heap.moduleAt(session.base) as Module
    this.isBootstrapping = false
    this.#gensyms = session.gensyms
    return heap.moduleAt(session.intrinsics) as Module
  }

  /** What an image must know besides objects. */
  imageState(): SystemState {
    const { heap, base } = this
    return {
      world: this.methods.world,
      slots: this.jit.slotCount,
      gensyms: this.#gensyms,
      core: heap.moduleValue(this.core),
      main: heap.moduleValue(this.main),
      base: base === null ? 0 : heap.moduleValue(base),
      intrinsics: heap.bindingValue(this.core.bindings.get(sym('Intrinsics')) ?? null),
      builtinSlots: Object.fromEntries(
        this.builtins.list.filter((b) => b.slot >= 0).map((b) => [b.name, b.slot]),
      ),
    }
  }

  /** Core holds its types, itself and Main, and the module Intrinsics. */
  #populateCore(): Module {
    const { heap, types, core, main } = this
    for (const [name, type] of types.builtins) this.define(core, name, heap.typeAddress(type))
    this.define(core, 'Vararg', heap.typeAddress(types.varargValue))
    this.define(core, 'Core', heap.moduleValue(core))
    this.define(core, 'Main', heap.moduleValue(main))
    this.define(core, 'nothing', heap.nothing)
    this.define(main, 'Main', heap.moduleValue(main))
    this.define(main, 'Core', heap.moduleValue(core))
    this.methods.useModule(main, core)
    const intrinsics = new Module(sym('Intrinsics'), core)
    this.define(core, 'Intrinsics', heap.moduleValue(intrinsics))
    this.define(intrinsics, 'Intrinsics', heap.moduleValue(intrinsics))
    return intrinsics
  }

  /** Binds a constant. Intrinsics are exported; what Core exports its Julia code says. */
  define(module: Module, name: string, value: Value): void {
    const binding = this.methods.bindingForAssignment(module, sym(name), 'declare')
    binding.isConst = true
    if (module.name.name === 'Intrinsics') binding.isExported = true
    this.heap.setBindingValue(binding, value)
  }

  // ---- Runtime ----------------------------------------------------------------------------------------------------

  world(): World {
    return this.#world ?? this.heap.worldAge
  }

  /** Runs `body` as if the running task were in `world`. */
  inWorld<T>(world: World, body: () => T): T {
    const before = this.#world
    this.#world = world
    try {
      return body()
    } finally {
      this.#world = before
    }
  }

  /** Calls `f` as a task in `world` does, also from within `inWorld`. @throws Julia exceptions */
  callInWorld(f: Value, args: readonly Value[], world: World): Value {
    const before = this.#world
    this.#world = null
    try {
      return this.heap.call(f, args, world)
    } finally {
      this.#world = before
    }
  }

  /** The world that code is compiled for: that of the running task. */
  compileWorld(): World {
    return this.world()
  }

  call(f: Value, args: readonly Value[]): Value {
    return this.heap.call(f, args)
  }

  coreType(name: string): DataType {
    return this.errors.type(name)
  }

  applicable(types: readonly Type[], world: World): boolean {
    return this.methods.findMethod(this.types.tuple(types), world) !== null
  }

  staticParameters(method: Method, args: readonly Value[]): readonly TypeParam[] {
    const match = this.methods.matchFor(
      method,
      this.types.tuple(args.map((a) => this.heap.typeOfArgument(a))),
    )
    if (match === null)
      throw new Error(`session: ${method.name} does not take the arguments it was called with`)
    return match.sparams
  }

  currentScope(): Value {
    return this.tasks.scope
  }

  /** The running task enters a scope; gives the one before. */
  setScope(scope: Value): Value {
    const before = this.tasks.scope
    this.tasks.scope = scope
    return before
  }

  #gensyms = 0

  nextGensym(): number {
    return ++this.#gensyms
  }

  newAnonymousModule(name: Sym, standardImports: boolean, defaultNames: boolean): Module {
    const module = new Module(name, this.main, !standardImports)
    if (defaultNames) {
      this.methods.useModule(module, this.core)
      this.define(module, name.name, this.heap.moduleValue(module))
    }
    if (standardImports && this.base !== null) this.methods.useModule(module, this.base)
    return module
  }

  *evalIn(module: Module, ex: Value): Steps<Value> {
    const { heap } = this
    this.#checkOpen(module, 'eval')
    const before = heap.worldAge
    try {
      return yield* this.evaluator.evalForm(module, heap.valueToEx(ex), { file: 'none', line: 1 })
    } finally {
      heap.worldAge = before
    }
  }

  /** What is evaluated into a module that an image brought is not part of the image being made: it would be lost. */
  #checkOpen(module: Module, how: string): void {
    if (!this.packages.isGenerating || module === this.main || this.isPackageParent(module)) return
    if (!this.origins.has(module) && !(module.address !== 0 && this.heap.isInSystemImage(module.address)))
      return
    this.errors.error(
      `Evaluation into the closed module \`${module.name}\` breaks incremental compilation because the side effects will not ` +
        `be permanent. This is likely due to some other module mutating \`${module.name}\` with \`${how}\` during precompilation - don't do this.`,
    )
  }

  includeText(module: Module, text: Uint8Array, file: string, mapExpr: Value): Steps<Value> {
    this.#checkOpen(module, 'include')
    return this.evaluator.includeText(module, text, file, mapExpr)
  }

  errno = 0

  get homeFolder(): string {
    return this.options.home
  }

  get compileSeconds(): number {
    return this.jit.seconds
  }

  /** set by whoever starts the program */
  programOptions: readonly ProgramOption[] = []

  loadBaseFile(module: Module, path: string): Steps<Value> {
    return this.loadFile(module, `base/${path}`)
  }

  macroexpand(module: Module, ex: Value, recursive: boolean): Value {
    const { heap } = this
    return heap.exToValue(macroexpand(heap.valueToEx(ex), module, this.evaluator.lowering, recursive))
  }

  lower(module: Module, ex: Value): Value {
    const { heap } = this
    try {
      const form = lower(heap.valueToEx(ex), module, this.evaluator.lowering, { file: 'none', line: 0 })
      if (form.kind === 'thunk') return heap.exToValue(new Expr('thunk', [form.code]))
      return heap.exToValue(form.kind === 'value' ? form.value : form.expr)
    } catch (problem) {
      if (problem instanceof LoweringError) return heap.exToValue(new Expr('error', [problem.reason]))
      throw problem
    }
  }

  builtinName(f: Value): string | null {
    // an intrinsic may have been boxed anew: what it holds is its number
    if (this.heap.typeOf(f) === this.types.intrinsicFunction)
      return this.builtins.list[this.heap.views.u32[f >>> 2]]?.name ?? null
    return this.builtins.byValue.get(f)?.name ?? null
  }

  inferReturnType(f: Value, argTypes: Type, world: World): Type {
    const body = unwrapUnionAll(argTypes) as DataType
    const sig = this.types.rewrap(
      this.types.tuple([this.heap.typeOfArgument(f), ...body.parameters]),
      argTypes,
    )
    return this.inferSignature(sig, world)
  }

  typedCode(method: Method, spec: Type, world: World): Value {
    const match = this.methods.matchFor(method, spec)
    if (match === null) return this.errors.error(`code_typed: ${method.name} is not called with these types`)
    const mi = this.methods.specialize(match)
    // also where code is not compiled with types
    return typedCode(
      this,
      this.mayInfer(mi) ? this.jit.codeInstanceIn(mi, world) : this.inference.infer(mi, world),
    )
  }

  inferSignature(sig: Type, world: World): Type {
    return this.inference.returnType(sig, Math.min(world, this.methods.world))
  }

  precompile(sig: Type): boolean {
    const match = this.methods.findMethod(sig, this.methods.world)
    if (match === null) return false
    const mi = this.methods.specialize(this.methods.compileable(match))
    this.jit.ensureCompiled(this.jit.codeInstanceIn(mi, this.methods.world))
    return true
  }

  splatNew(type: Value, fields: Value): Value {
    return splatNew(this, type, fields)
  }

  #collectorOn = true

  enableCollector(on: boolean): boolean {
    const before = this.#collectorOn
    this.#collectorOn = on
    this.heap.gcDisabled = !on
    return before
  }

  /** where the form being evaluated stands */
  location: Location = { file: 'none', line: 0 }

  /** The generator of a `@generated` function: the value of the expression in its body's meta. */
  generatorValue(module: Module, ex: Ex): Value {
    return generatorStub(this, module, ex)
  }

  /** A name that is assigned is its module's own, unless it already means another module's. */
  #claim(b: Binding): Binding {
    return definedBinding(this, () => this.methods.bindingForAssignment(b.module, b.name))
  }

  /** The binding that `name = value` in `module` assigns. @throws Julia's ErrorException if it is another module's */
  assignable(module: Module, name: Sym): Binding {
    return binding(this, () => this.methods.bindingForAssignment(module, name, 'assign'))
  }

  /** Assigns a global: const and declared type are checked. */
  setGlobal(binding: Binding, value: Value): void {
    const { heap, errors } = this
    const owner = binding.owner === binding ? binding : this.#claim(binding)
    if (owner.isConst) {
      const old = heap.bindingValue(owner)
      if (old !== 0) {
        if (heap.egal(old, value)) return
        if (
          heap.typeOf(old) !== heap.typeOf(value) ||
          heap.isType(old) ||
          heap.typeOf(old) === this.types.module
        ) {
          errors.error(`invalid redefinition of constant ${owner.module.name}.${owner.name}`)
        }
        this.warn(
          `WARNING: redefinition of constant ${owner.module.name}.${owner.name}. This may fail, cause incorrect answers, or produce other errors.`,
        )
      }
    } else if (owner.type !== null && !heap.isa(value, owner.type)) {
      errors.error(`cannot assign an incompatible value to the global ${owner.module.name}.${owner.name}.`)
    }
    heap.setBindingValue(owner, value)
  }

  /** `const name = value`. */
  defineConst(binding: Binding, value: Value): void {
    const { heap, errors } = this
    const owner = binding.owner ?? binding
    const old = heap.bindingValue(owner)
    if (owner !== binding && binding.owner !== null) {
      errors.error(
        `cannot declare ${binding.module.name}.${binding.name} constant; it was already declared as an import`,
      )
    }
    if (old !== 0 && !owner.isConst) {
      errors.error(`cannot declare ${owner.module.name}.${owner.name} constant; it already has a value`)
    }
    if (old === 0) {
      owner.isConst = true
      heap.setBindingValue(owner, value)
    } else this.setGlobal(owner, value)
  }

  warn(message: string): void {
    this.output.write(2, new TextEncoder().encode(`${message}\n`))
  }

  runSteps<T>(steps: Steps<T>): T {
    return runSync(steps, (request) => this.callNow(request))
  }

  /** Runs steps with calls that may switch tasks: only from outside of all Julia code. */
  runStepsAsync<T>(steps: Steps<T>): Promise<T> {
    return runAsync(steps, (request) => this.callLater(request))
  }

  /**
   * Runs steps for a task that waits for them on its own stack. Gives the value at once when they need no call, else a
   * promise.
   */
  runStepsSuspended<T>(steps: Steps<T>): T | Promise<T> {
    const first = steps.next()
    if (first.done) return first.value
    const resumed = this.backtraces.suspend()
    return runAsync(steps, (request) => this.callLater(request), first)
      .catch((problem) => {
        throw this.heap.hooks.translate(problem)
      })
      .finally(resumed)
  }

  callNow(request: CallRequest): Value {
    return this.heap.call(request.f, request.args, request.world)
  }

  async callLater(request: CallRequest): Promise<Value> {
    return this.tasks.call(request.f, request.args, request.world)
  }

  // ---- bootstrapping -----------------------------------------------------------------------------------------------

  /** Evaluates Core's own Julia code and Base from their sources. */
  bootFromSource(): void {
    this.runSteps(this.loadFile(this.core, 'base/boot.jl'))
    this.runSteps(this.loadFile(this.core, 'base/Base.jl'))
    this.isBootstrapping = false
    const base = this.base
    if (base === null) throw new Error('session: base/Base.jl did not define Base')
    this.methods.useModule(this.main, base)
    this.bindImportedModule(this.main, sym('Base'), base)
    this.runSteps(this.evaluator.defineStandard(this.main))
  }

  /** Evaluates a source file of Juliet's own, given by its path from `home`. */
  *loadFile(module: Module, path: string): Steps<Value> {
    const text = readText(this.host, `${this.options.home}/${path}`)
    // code of Base says where it is without regard to where Juliet is installed
    return yield* this.evaluator.evalText(module, text, path.replace(/^base\//, './'))
  }

  /** A problem as text for a developer: Julia exceptions with their type and fields. */
  describe(problem: unknown): string {
    const value = this.heap.caughtValue(problem)
    const at = `${this.location.file}:${this.location.line}`
    if (value === null)
      return `${problem instanceof Error ? (problem.stack ?? problem.message) : String(problem)}\n  while evaluating ${at}`
    const stack = this.heap.traceThrows ? `${(problem as Error).stack}\n` : ''
    const frames = this.backtraces.framesOf(this.heap.thrownBacktrace).slice(0, 40)
    const trace = frames
      .map((f) => `    ${f.func} at ${f.file}:${f.line}${f.inlined ? ' (inlined)' : ''}\n`)
      .join('')
    return `${describeValue(this, value)}\n${trace}${stack}  while evaluating ${at}`
  }

  // ---- freezing ---------------------------------------------------------------------------------------------------

  /** An image is being written: what it holds is settled, so nothing is inferred or defined until `thaw`. */
  freeze(): void {
    this.inference.frozen = true
    this.methods.frozen = true
  }

  thaw(): void {
    this.inference.frozen = false
    this.methods.frozen = false
  }

  // ---- backtraces --------------------------------------------------------------------------------------------------

  /** Frames of the running code, as the vector of tuples that `Base.backtrace` gives. */
  currentBacktrace(): Value {
    return this.#framesValue(this.backtraces.current())
  }

  /** The same of an exception, from what is kept with it in the exception stack. */
  backtraceOf(kept: Value): Value {
    return this.#framesValue(this.backtraces.framesOf(kept))
  }

  #framesValue(frames: readonly Frame[]): Value {
    const { heap } = this
    return heap.vectorAny(
      frames.map((f) =>
        heap.tupleOf([
          heap.symbol(f.func),
          heap.symbol(f.file),
          heap.boxInt64(BigInt(f.line)),
          f.mi === null ? heap.nothing : heap.methodInstanceValue(f.mi),
          heap.boxBool(f.inlined),
        ]),
      ),
    )
  }

  // ---- modules ------------------------------------------------------------------------------------------------------

  /** A module as `module name … end` makes it, bound in its parent. */
  newModule(name: Sym, parent: Module, isBare: boolean): Module {
    const { heap, methods } = this
    const module = new Module(name, parent, isBare)
    const isBase = this.isBootstrapping && parent === this.core && name.name === 'Base'
    if (isBase) {
      module.parent = this.main
      this.base = module
      this.define(this.main, 'Base', heap.moduleValue(module))
      this.define(this.core, 'Base', heap.moduleValue(module))
    }
    methods.useModule(module, this.core)
    if (!isBare && this.base !== null) methods.useModule(module, this.base)
    const isRoot = this.isPackageParent(parent)
    if (isRoot) module.parent = module
    const value = heap.moduleValue(module)
    module.uuid = parent.uuid
    if (!isRoot && !isBase) {
      const binding = methods.bindingForAssignment(parent, name, 'declare')
      const old = heap.bindingValue(binding)
      if (old !== 0 && heap.typeOf(old) === this.types.module) this.warn(`WARNING: replacing module ${name}.`)
      else if (old !== 0) this.errors.error(`invalid redefinition of constant ${parent.name}.${name}`)
      binding.isConst = true
      heap.setBindingValue(binding, value)
    }
    this.define(module, name.name, value)
    methods.export(module, name, true)
    this.define(module, 'Core', heap.moduleValue(this.core))
    if (this.base !== null && !isBare) this.bindImportedModule(module, sym('Base'), this.base)
    return module
  }

  /** Makes `name` stand for a module in `into`, unless the name has a meaning there already. */
  bindImportedModule(into: Module, name: Sym, module: Module): void {
    const binding = this.methods.bindings.peek(into, name)
    if (binding !== null && this.heap.bindingValue(binding) !== 0) return
    this.define(into, name.name, this.heap.moduleValue(module))
  }

  runsInit(module: Module): boolean {
    const binding = module.bindings.get(sym('__init__'))
    return binding !== undefined && this.heap.bindingValue(binding) !== 0 && !this.isBootstrapping
  }

  *initModule(module: Module): Steps<void> {
    const init = this.heap.bindingValue(module.bindings.get(sym('__init__')) ?? null)
    yield { f: init, args: [], world: this.methods.world }
  }

  /** modules with `__init__` whose outermost module is still being evaluated */
  readonly #waitingInits: Module[] = []
  #openModules = 0

  /** A module's body begins to be evaluated. */
  moduleBegins(): void {
    this.#openModules++
  }

  /** It was left; `completed` false: by an exception. Gives the modules whose `__init__` is to run now, in order. */
  moduleEnds(module: Module, completed: boolean): readonly Module[] {
    if (completed && this.runsInit(module)) this.#waitingInits.push(module)
    if (--this.#openModules > 0) return []
    const ready = this.#waitingInits.splice(0)
    if (!completed) return []
    if (!this.packages.isGenerating || this.packages.recorder?.output != null) return ready
    this.packages.recorder?.initialized.push(...ready)
    return []
  }

  /** Is this the module in which packages' files are evaluated? */
  isPackageParent(module: Module): boolean {
    return module.parent === this.base && module.name.name === '__toplevel__'
  }

  /** The module that `using name` means in `into`: Base's code finds and loads it. */
  *require(into: Module, name: Sym): Steps<Module> {
    if (name === this.main.name) return this.main
    const { heap } = this
    const args = [heap.moduleValue(into), heap.symbol(name)]
    const found = yield { f: this.baseValue('require'), args, world: this.methods.world }
    return heap.moduleAt(found) as Module
  }

  // ---- code -----------------------------------------------------------------------------------------------------------

  /** May this be inferred, by the options of the session and of its module? */
  mayInfer(mi: MethodInstance): boolean {
    if (this.options.compile === 'min' || this.options.compile === 'no') return false
    if (this.noInference) return false
    const module = mi.def instanceof Method ? mi.def.module : mi.def
    for (let m = module; ; m = m.parent) {
      if (m.compile === 3 || m.compile === 0 || m.infer === 0) return false
      if (m.parent === m) return true
    }
  }

  /** While Base is not far enough along, code runs in the baseline tier. */
  noInference = false

  /** Lowered code of a method instance: the method's, a thunk's, or the expansion of a generated function. */
  lowered(mi: MethodInstance): CodeInfo {
    if (mi.uninferred !== null) return mi.uninferred
    if (mi.def instanceof Method && mi.def.generator !== 0) {
      mi.uninferred = this.expandGenerated(mi, this.world())
      return mi.uninferred
    }
    const source = mi.def instanceof Method ? mi.def.source : null
    if (source === null) throw new Error(`session: ${mi.def.name} has no lowered code`)
    return source
  }

  /** Runs the generator of a `@generated` function for the types of `mi`. */
  expandGenerated(mi: MethodInstance, world: World): CodeInfo {
    return expandGenerated(this, mi, world)
  }

  /** There is a new world: cached dispatch may be stale. */
  #methodsChanged(table: MethodTable): void {
    this.heap.latestWorld = this.methods.world
    this.jit.forgetDispatch(table)
  }

  // ---- errors -----------------------------------------------------------------------------------------------------------

  throwParseError(diagnostics: readonly Diagnostic[], text: string | Uint8Array, file: string): never {
    return this.#throwParseErrorText(formatParseError(diagnostics, { text, file }))
  }

  /** Throws Base's ParseError; before there is one, an ErrorException. */
  #throwParseErrorText(message: string): never {
    const { heap, types } = this
    const meta = this.base === null ? 0 : heap.bindingValue(this.base.bindings.get(sym('Meta')) ?? null)
    const type =
      meta === 0
        ? 0
        : heap.bindingValue((heap.moduleAt(meta) as Module).bindings.get(sym('ParseError')) ?? null)
    if (type === 0 || heap.typeOf(type) !== types.dataType) return this.errors.error(`syntax: ${message}`)
    return heap.throwValue(
      heap.newStruct(heap.typeAt(type) as DataType, [heap.string(message), heap.string(message)]),
    )
  }

  throwSyntaxError(ex: Expr): never {
    const [detail] = ex.args
    if (typeof detail === 'string' && detail.startsWith('ParseError:'))
      return this.#throwParseErrorText(detail)
    if (typeof detail === 'string') return this.errors.error(`syntax: ${detail}`)
    return this.heap.throwValue(this.heap.exToValue(detail))
  }

  /** The kernel's conditions as Julia's exceptions. */
  fail(what: number, a: Value, b: Value): never {
    return failKernel(this, what, a, b)
  }

  /** A global of Base. @throws Error when it has no value */
  baseValue(name: string): Value {
    const b = this.base === null ? null : this.methods.resolveBinding(this.base, sym(name))
    const value = this.heap.bindingValue(b)
    if (value === 0) throw new Error(`session: Base.${name} is not defined`)
    return value
  }

  /** The Julia exception for a problem of the host that Julia code may handle; null: there is none. */
  exceptionFor(problem: unknown): Value | null {
    if (!(problem instanceof RangeError)) return null
    if (problem.message.includes('call stack'))
      return this.heap.newStruct(this.errors.type('StackOverflowError'), [])
    if (NO_MEMORY.test(problem.message)) return this.heap.newStruct(this.errors.type('OutOfMemoryError'), [])
    return null
  }

  /** Builtin's slot for `f`, -1 if it is none. */
  builtinEntry(f: Value): number {
    return this.builtins.byValue.get(f)?.slot ?? -1
  }
}
