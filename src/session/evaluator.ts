import type { Steps } from '../builtins/index.ts'
import type { Value } from '../heap/index.ts'
import { CodeInfo, type LoweringEnv, LoweringError, lower } from '../lowering/index.ts'
import type { Binding, Module } from '../methods/index.ts'
import {
  type Diagnostic,
  type Ex,
  Expr,
  GlobalRef,
  LineNumberNode,
  parseAll,
  QuoteNode,
  Sym,
  sym,
  ValueRef,
} from '../syntax/index.ts'
import { binding } from './definitions.ts'
import { DirectExecution } from './direct.ts'
import { type ImportPath, moduleUp, readImport } from './imports.ts'
import type { Session } from './session.ts'

/** Where the form being evaluated stands. */
export interface Location {
  readonly file: string
  readonly line: number
}

/**
 * Evaluates top-level forms: the part of `eval` that is about modules, imports and definitions' order; everything
 * else is lowered, compiled and run. All methods are steps, so that whoever runs them decides how Julia is called.
 */
export class Evaluator {
  readonly #session: Session
  readonly #direct: DirectExecution
  readonly lowering: LoweringEnv
  /** for developers: told of a form's failure, evaluation goes on with the next form */
  keepGoing: ((problem: unknown) => void) | null = null

  constructor(session: Session, lowering: LoweringEnv) {
    this.#session = session
    this.#direct = new DirectExecution(session)
    this.lowering = lowering
  }

  /** Parses and evaluates a file's text in `module`; the value of the last form. */
  *evalText(module: Module, text: string | Uint8Array, file: string, mapExpr: Value = 0): Steps<Value> {
    const { expr, diagnostics } = parseAll(text, { file, core: this.#session.core })
    if (diagnostics.some((d) => d.level === 'error')) this.#throwParseError(diagnostics, text, file)
    return yield* this.evalForms(module, expr.args, file, mapExpr)
  }

  #throwParseError(diagnostics: readonly Diagnostic[], text: string | Uint8Array, file: string): never {
    return this.#session.throwParseError(diagnostics, text, file)
  }

  /** Evaluates forms one after the other, as `include` does: errors are wrapped with file and line. */
  *evalForms(module: Module, forms: readonly Ex[], file: string, mapExpr: Value = 0): Steps<Value> {
    const { heap } = this.#session
    let location: Location = { file, line: 0 }
    let result: Value = heap.nothing
    for (const form of forms) {
      if (form instanceof LineNumberNode) {
        location = { file: form.file ?? file, line: form.line }
        this.#session.location = location
        continue
      }
      let ex: Ex = form
      if (mapExpr !== 0) {
        ex = heap.valueToEx(yield { f: mapExpr, args: [heap.exToValue(form)], world: null })
      }
      try {
        result = yield* this.evalForm(module, ex, location)
      } catch (problem) {
        if (this.keepGoing === null) throw problem
        this.#session.location = location
        this.keepGoing(problem)
      }
    }
    return result
  }

  /**
   * Evaluates a file's text as `include` does: each form in the newest world, what it throws wrapped in a LoadError
   * with the form's place. Forms in front of a syntax error are evaluated.
   */
  *includeText(module: Module, text: Uint8Array, file: string, mapExpr: Value): Steps<Value> {
    const session = this.#session
    const { heap, errors } = session
    const { expr } = parseAll(text, { file, core: session.core })
    const before = { world: heap.worldAge, location: session.location }
    let line = 0
    let result: Value = heap.nothing
    try {
      for (const form of expr.args) {
        if (form instanceof LineNumberNode) {
          line = form.line
          session.location = { file, line }
          continue
        }
        heap.worldAge = session.methods.world
        let ex: Ex = form
        if (mapExpr !== 0)
          ex = heap.valueToEx(yield { f: mapExpr, args: [heap.exToValue(form)], world: null })
        result = yield* this.evalForm(module, ex, { file, line })
      }
    } catch (problem) {
      const exception = heap.caughtValue(problem)
      if (exception === null) throw problem
      const backtrace = heap.thrownBacktrace
      const fields = [heap.string(file), heap.boxInt64(BigInt(line)), exception]
      return heap.rethrowValue(heap.newStruct(errors.type('LoadError'), fields), backtrace)
    } finally {
      heap.worldAge = before.world
      session.location = before.location
    }
    return result
  }

  /** Evaluates one form in `module`. */
  *evalForm(module: Module, ex: Ex, location: Location): Steps<Value> {
    const { heap } = this.#session
    if (ex instanceof Sym) return this.globalValue(module, ex)
    if (ex instanceof GlobalRef) return this.globalValue(ex.module as Module, ex.name)
    if (ex instanceof QuoteNode) return heap.exToValue(ex.value)
    if (ex instanceof LineNumberNode) return heap.nothing
    if (ex instanceof ValueRef) return ex.address
    if (!(ex instanceof Expr)) return heap.exToValue(ex)
    if (isToplevelOnly(ex)) return yield* this.#evalToplevelOnly(module, ex, location)
    const form = this.#lower(module, ex, location)
    if (form.kind === 'thunk') return yield* this.#runThunk(module, form.code)
    if (form.kind === 'value') {
      // an empty `quote`
      if (form.value === undefined) return this.#malformed(ex)
      if (form.value instanceof Expr)
        throw new Error(`evaluator: lowering left Expr(:${form.value.head}) as a value`)
      return yield* this.evalForm(module, form.value, location)
    }
    return yield* this.#evalToplevelOnly(module, form.expr, location)
  }

  #lower(module: Module, ex: Expr, location: Location) {
    try {
      return lower(ex, module, this.lowering, location)
    } catch (problem) {
      if (problem instanceof LoweringError) return this.#session.errors.error(problem.message)
      // lowering stumbled over an Expr that no parser makes; it has no state that could be spoilt
      if (problem instanceof TypeError) return this.#malformed(ex)
      throw problem
    }
  }

  #malformed(ex: Expr): never {
    return this.#session.errors.error(`syntax: malformed "${ex.head}" expression`)
  }

  /** Value of a global, or UndefVarError. */
  globalValue(module: Module, name: Sym): Value {
    const { methods, heap, errors } = this.#session
    const value = heap.bindingValue(methods.resolveBinding(module, name))
    return value === 0 ? errors.undefVar(name.name, heap.moduleValue(module)) : value
  }

  *#runThunk(module: Module, code: CodeInfo): Steps<Value> {
    if (this.#direct.covers(code)) return this.#direct.run(module, code)
    const { request, release } = this.#session.jit.thunk(module, code)
    try {
      return yield request
    } finally {
      release()
    }
  }

  *#evalToplevelOnly(module: Module, ex: Expr, location: Location): Steps<Value> {
    const { heap } = this.#session
    switch (ex.head) {
      case 'toplevel':
        return yield* this.#sequence(module, ex.args, location)
      case 'module':
        return yield* this.evalModule(module, ex, location)
      case 'using':
      case 'import':
        yield* this.#import(module, ex)
        return heap.nothing
      case 'export':
      case 'public':
        if (!ex.args.every((name) => name instanceof Sym)) return this.#malformed(ex)
        for (const name of ex.args as Sym[]) this.#session.methods.export(module, name, ex.head === 'export')
        return heap.nothing
      case 'thunk':
        if (!(ex.args[0] instanceof CodeInfo)) return this.#malformed(ex)
        return yield* this.#runThunk(module, ex.args[0])
      case 'error':
      case 'incomplete':
        return this.#session.throwSyntaxError(ex)
      case 'global':
        for (const name of ex.args) this.#declare(module, name)
        return heap.nothing
      case 'const': {
        const b = this.#declare(module, ex.args[0])
        binding(this.#session, () =>
          this.#session.methods.bindings.declareConst(b, heap.bindingValue(b) !== 0),
        )
        return heap.nothing
      }
      case 'meta':
        setModuleOption(module, ex)
        return heap.nothing
      default:
        return this.#malformed(ex)
    }
  }

  /** The binding that `global name` or `const name` declares. */
  #declare(module: Module, name: Ex): Binding {
    if (!(name instanceof GlobalRef || name instanceof Sym)) {
      return this.#session.errors.error('syntax: a declaration of what is no name')
    }
    const ref = name instanceof GlobalRef ? name : new GlobalRef(module, name)
    return binding(this.#session, () =>
      this.#session.methods.bindingForAssignment(ref.module as Module, ref.name, 'declare'),
    )
  }

  *#sequence(module: Module, forms: readonly Ex[], location: Location): Steps<Value> {
    let here = location
    let result = this.#session.heap.nothing
    for (const form of forms) {
      if (form instanceof LineNumberNode) here = { file: form.file ?? here.file, line: form.line }
      else result = yield* this.evalForm(module, form, here)
    }
    return result
  }

  /** `Expr(:module, hasStandardImports, name, body)`. */
  *evalModule(parent: Module, ex: Expr, location: Location): Steps<Value> {
    const session = this.#session
    const [, name, body] = ex.args
    if (ex.args.length !== 3 || !(name instanceof Sym) || !(body instanceof Expr)) return this.#malformed(ex)
    const standard = ex.args[0] === true
    const module = session.newModule(name, parent, !standard)
    if (session.isPackageParent(parent)) {
      yield {
        f: session.baseValue('register_root_module'),
        args: [session.heap.moduleValue(module)],
        world: session.methods.world,
      }
    }
    session.moduleBegins()
    let completed = false
    try {
      yield* this.#sequence(
        module,
        standard ? [...standardDefinitions(module), ...body.args] : body.args,
        location,
      )
      completed = true
    } finally {
      const ready = session.moduleEnds(module, completed)
      for (const m of ready) yield* session.initModule(m)
    }
    return session.heap.moduleValue(module)
  }

  /** Defines `eval` and `include` in a module that was made otherwise (Main). */
  defineStandard(module: Module): Steps<Value> {
    return this.#sequence(module, standardDefinitions(module), { file: 'none', line: 0 })
  }

  // ---- using and import -----------------------------------------------------------------------------------------

  *#import(into: Module, ex: Expr): Steps<void> {
    const session = this.#session
    const statement = readImport(ex) ?? this.#session.errors.error(`syntax: malformed "${ex.head}" statement`)
    if (
      ex.head === 'import' &&
      statement.from === null &&
      statement.paths.some((p) => p.names.length === 0)
    ) {
      this.#session.errors.error('invalid module path')
    }
    if (statement.from !== null) {
      const source = yield* this.#modulePath(into, statement.from, statement.from.names.length)
      for (const path of statement.paths) {
        const [last] = path.names.slice(-1)
        let from = source
        for (const name of path.names.slice(0, -1)) from = this.#submodule(from, name, path)
        session.methods.importName(into, from, last, path.as ?? last, statement.kind)
      }
      return
    }
    for (const path of statement.paths) {
      if (statement.kind === 'using' && path.as === null) {
        const module = yield* this.#modulePath(into, path, path.names.length)
        session.methods.useModule(into, module)
        if (path.up === 0 && path.names.length === 1) this.#bindRoot(into, path.names[0], module)
        else this.#bindRoot(into, module.name, module)
        continue
      }
      // `import A.B.c`: the last name is a module or any other binding of the one before.
      const count = path.names.length
      if (count === 1 && path.up === 0) {
        const module = yield* this.#modulePath(into, path, 1)
        this.#bindRoot(into, path.as ?? path.names[0], module)
      } else if (count === 0) {
        const module = moduleUp(into, path.up)
        this.#bindRoot(into, path.as ?? module.name, module)
      } else {
        const from = yield* this.#modulePath(into, path, count - 1)
        const last = path.names[count - 1]
        session.methods.importName(into, from, last, path.as ?? last, statement.kind)
      }
    }
  }

  /** `using A` also makes the name A stand for the module, unless it has a meaning already. */
  #bindRoot(into: Module, name: Sym, module: Module): void {
    this.#session.bindImportedModule(into, name, module)
  }

  /** The module that the first `count` names of a path denote. */
  *#modulePath(into: Module, path: ImportPath, count: number): Steps<Module> {
    const session = this.#session
    let module: Module
    let next = 0
    if (path.up > 0) module = moduleUp(into, path.up)
    else {
      const root = path.names[0]
      next = 1
      if (root === CORE) module = session.core
      else if (root === BASE && session.base !== null) module = session.base
      else module = yield* session.require(into, root)
    }
    for (; next < count; next++) module = this.#submodule(module, path.names[next], path)
    return module
  }

  #submodule(module: Module, name: Sym, path: ImportPath): Module {
    const { heap, methods, errors, types } = this.#session
    const value = heap.bindingValue(methods.resolveBinding(module, name))
    if (value === 0) return errors.undefVar(name.name, heap.moduleValue(module))
    if (heap.typeOf(value) !== types.module) {
      return errors.error(
        `invalid using path: "${path.names.map((n) => n.name).join('.')}" does not name a module`,
      )
    }
    return heap.moduleAt(value) as Module
  }
}

const CORE = sym('Core')
const BASE = sym('Base')

/** `Expr(:meta, option, number)`: a compiler option of the module (`Base.Experimental.@compiler_options`). */
function setModuleOption(module: Module, ex: Expr): void {
  const [option, value] = ex.args
  if (!(option instanceof Sym) || typeof value !== 'bigint') return
  const n = Number(value)
  if (option.name === 'optlevel') module.optimizeLevel = n
  else if (option.name === 'compile') module.compile = n as Module['compile']
  else if (option.name === 'infer') module.infer = n
  else if (option.name === 'max_methods') module.maxMethods = n
}

const TOPLEVEL_ONLY = new Set([
  'meta',
  'toplevel',
  'module',
  'using',
  'import',
  'export',
  'public',
  'thunk',
  'error',
  'incomplete',
])

function isToplevelOnly(ex: Expr): boolean {
  return TOPLEVEL_ONLY.has(ex.head)
}

/** What every module that is not bare defines for itself: its own `eval` and `include`. */
function standardDefinitions(module: Module): Ex[] {
  const x = sym('x')
  const m = sym('m')
  const mapexpr = sym('mapexpr')
  const core = new GlobalRef(module, CORE)
  const base = new GlobalRef(module, BASE)
  const define = (call: Ex[], body: Expr) => new Expr('=', [new Expr('call', call), body])
  const dot = (owner: Ex, name: string) => new Expr('.', [owner, new QuoteNode(sym(name))])
  return [
    define([sym('eval'), x], new Expr('call', [dot(core, 'eval'), module.name, x])),
    define([sym('eval'), m, x], new Expr('call', [dot(core, 'eval'), m, x])),
    define([sym('include'), x], new Expr('call', [dot(base, 'include'), module.name, x])),
    define([sym('include'), mapexpr, x], new Expr('call', [dot(base, 'include'), mapexpr, module.name, x])),
  ]
}
