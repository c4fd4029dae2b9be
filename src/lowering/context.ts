import {
  type Ex,
  type Expr,
  GlobalRef,
  LineNumberNode,
  type ModuleLike,
  SSAValue,
  type Sym,
  sym,
} from '../syntax/index.ts'
import { LoweringError } from './error.ts'
import type { Tree } from './tree.ts'

/** What lowering asks of the running system. */
export interface LoweringEnv {
  readonly core: ModuleLike
  /** the module whose names lowering uses for helpers such as `iterate`; null while there is only Core */
  readonly base: ModuleLike | null
  /**
   * Calls the macro of a `macrocall`. `module` is where the code is being evaluated (`__module__`), `scope` the
   * module in which the macro's name is looked up (they differ inside the result of another module's macro).
   * Returns the result and the module where the macro's method was defined.
   */
  callMacro(
    call: Expr,
    module: ModuleLike,
    scope: ModuleLike,
    wraps: boolean,
  ): { expr: Ex; module: ModuleLike }
  /** The module that a value in a tree stands for (`Expr(Symbol("hygienic-scope"), ex, mod)` made by hand). */
  moduleOf?(value: Ex): ModuleLike | null
  /** the next number of the module's counter of generated names */
  nextGensym(module: ModuleLike): number
  isGlobalDefined(module: ModuleLike, name: Sym): boolean
  warn(message: string, file: string, line: number): void
  /** top level behaves as in the REPL: loops assign existing globals */
  readonly softScope: boolean
}

/** State of lowering one top-level form. */
export class Ctx {
  readonly env: LoweringEnv
  readonly module: ModuleLike
  /** the last line node passed, for error messages */
  loc: LineNumberNode
  /** desugars a surface form; set by desugar/index.ts, so that its files need not import one another in a ring */
  readonly expand: (e: Ex) => Tree
  readonly #coreRefs = new Map<string, GlobalRef>()
  readonly #topRefs = new Map<string, GlobalRef>()
  #temps = 0
  #gensyms = 0

  /** the surface forms are expanded: what goes wrong now is no longer at a line */
  desugared = false

  constructor(env: LoweringEnv, module: ModuleLike, loc: LineNumberNode, expand: (c: Ctx, e: Ex) => Tree) {
    this.env = env
    this.module = module
    this.loc = loc
    this.expand = (e) => expand(this, e)
  }

  /** A value assigned once and never captured. */
  temp(): SSAValue {
    return new SSAValue(this.#temps++)
  }

  /** Name of a compiler-made variable (a slot without a name). */
  gensym(): Sym {
    return sym(`#s${++this.#gensyms}`)
  }

  /** Names that earlier lowering gave out are not given out again. */
  reserve(names: readonly Sym[]): void {
    for (const { name } of names) {
      const n = /^#s(\d+)$/.exec(name)
      if (n !== null) this.#gensyms = Math.max(this.#gensyms, Number(n[1]))
    }
  }

  /** The next number of the module's counter, used in names of closures and keyword bodies. */
  counter(): number {
    return this.env.nextGensym(this.module)
  }

  /** `Core.name` */
  core(name: string): GlobalRef {
    let r = this.#coreRefs.get(name)
    if (r === undefined) {
      r = new GlobalRef(this.env.core, sym(name))
      this.#coreRefs.set(name, r)
    }
    return r
  }

  /** `Base.name` (or `Core.name` before there is a Base) */
  top(name: string): GlobalRef {
    let r = this.#topRefs.get(name)
    if (r === undefined) {
      r = new GlobalRef(this.env.base ?? this.env.core, sym(name))
      this.#topRefs.set(name, r)
    }
    return r
  }

  /** `name` in the module being evaluated */
  global(name: Sym): GlobalRef {
    return new GlobalRef(this.module, name)
  }

  /** Gives up. Desugaring tells where it was, if that is known; later passes are past the lines. */
  fail(message: string, loc: LineNumberNode = this.loc): never {
    const file = loc.file ?? 'none'
    const place = this.desugared || file === 'none' ? '' : ` around ${file}:${loc.line}`
    throw new LoweringError(`${message}${place}`, file, loc.line)
  }
}

/** A module as a value in code: every module binds its own name. */
export function moduleValue(m: ModuleLike): GlobalRef {
  return new GlobalRef(m, m.name)
}

export function makeLoc(file: string, line: number): LineNumberNode {
  return new LineNumberNode(line, file)
}
