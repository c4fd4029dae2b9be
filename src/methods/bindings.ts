import type { Sym } from '../syntax/index.ts'
import { Binding, type Module } from './model.ts'

/** A binding may not be used as asked; `message` is that of Julia's ErrorException. */
export class BindingError extends Error {}

/** What binding rules need to know of values. Handed in by the session; absent, no two values are the same. */
export interface BindingValues {
  /** value in the binding's cell, 0 if none */
  valueOf(b: Binding): number
  egal(a: number, b: number): boolean
  isType(a: number): boolean
}

/**
 * Names in modules: which binding a name means, what `using`, `import` and `export` do, who may assign.
 * A name's binding is *resolved* when it has an owner: itself once assigned or declared, the imported one after
 * `import` or after its first use as a name that `using` makes visible.
 */
export class Bindings {
  values: BindingValues | null = null
  /** warnings as Julia prints them, without the leading `WARNING: ` */
  warn: (message: string) => void = () => {}

  /** The module's own entry for `name`, made if need be; says nothing of what it means. */
  entry(module: Module, name: Sym): Binding {
    let b = module.bindings.get(name)
    if (b === undefined) {
      b = new Binding(module, name)
      module.bindings.set(name, b)
    }
    return b
  }

  /** The binding that `name` means in `module`; null if it means nothing yet. The answer sticks. */
  resolve(module: Module, name: Sym): Binding | null {
    return this.resolveIn(module, name, [], true)
  }

  /** The same, but only looking: the name may still come to mean something else. */
  peek(module: Module, name: Sym): Binding | null {
    return this.resolveIn(module, name, [], false)
  }

  private resolveIn(module: Module, name: Sym, path: readonly Module[], sticks: boolean): Binding | null {
    const own = module.bindings.get(name)
    if (own !== undefined && own.owner !== null) return own.owner
    if (path.includes(module)) return null
    const found = this.searchUsings(module, name, [...path, module], sticks)
    if (found === null || !sticks) return found
    const b = this.entry(module, name)
    b.owner = found
    b.isDeprecated = found.isDeprecated
    return found
  }

  private searchUsings(module: Module, name: Sym, path: readonly Module[], sticks: boolean): Binding | null {
    let found: Binding | null = null
    let from: Module | null = null
    for (let i = module.usings.length - 1; i >= 0; i--) {
      const used = module.usings[i]
      if (used.bindings.get(name)?.isExported !== true) continue
      const b = this.resolveIn(used, name, path, sticks)
      if (b === null || b === found) continue
      if (found === null || (found.isDeprecated && !b.isDeprecated)) {
        found = b
        from = used
      } else if (!b.isDeprecated && !this.sameConstant(found, b)) {
        this.warn(
          `both ${from!.name.name} and ${used.name.name} export "${name.name}"; uses of it in module ` +
            `${module.name.name} must be qualified`,
        )
        return null
      }
    }
    return found
  }

  private sameConstant(a: Binding, b: Binding): boolean {
    if (!a.isConst || !b.isConst || this.values === null) return false
    const x = this.values.valueOf(a)
    const y = this.values.valueOf(b)
    return x !== 0 && y !== 0 && this.values.egal(x, y)
  }

  /**
   * The binding to assign or to declare (`global x`); the name becomes the module's own unless it is resolved.
   * @throws BindingError if it is another module's
   */
  forAssignment(module: Module, name: Sym, how: 'assign' | 'declare' = 'assign'): Binding {
    const b = this.entry(module, name)
    b.owner ??= b
    if (b.owner !== b && how === 'assign') {
      throw new BindingError(
        `cannot assign a value to imported variable ${b.owner.module.name.name}.${name.name} from module ${module.name.name}`,
      )
    }
    if (b.owner !== b) {
      throw new BindingError(
        `cannot declare ${module.name.name}.${name.name} global; it was already imported from ${b.owner.module.name.name}`,
      )
    }
    return b
  }

  /**
   * The binding of the function that a method definition for `name` extends.
   * @throws BindingError if it belongs to another module and was not imported by name
   */
  forMethodDefinition(module: Module, name: Sym): Binding {
    const b = this.entry(module, name)
    b.owner ??= b
    // constructors may be added to a type without importing it
    const isType = this.values?.isType(this.values.valueOf(b.owner)) === true
    if (b.owner !== b && !b.isImported && !isType) {
      throw new BindingError(
        `invalid method definition in ${module.name.name}: function ${b.owner.module.name.name}.${name.name} ` +
          'must be explicitly imported to be extended',
      )
    }
    return b.owner
  }

  /** `import from: name as asName` (or `using from: …`) in `into`. */
  importName(into: Module, from: Module, name: Sym, asName: Sym, kind: 'using' | 'import'): void {
    const source = this.resolve(from, name)
    const shown = `${from.name.name}.${name.name}`
    const as = asName === name ? '' : ` as ${asName.name}`
    if (source === null) {
      // Not there yet: the names stay tied, so that a later definition in `from` shows.
      this.warn(`could not import ${shown}${as} into ${into.name.name}`)
      return
    }
    const b = this.entry(into, asName)
    if (b === source) return
    if (b.owner === null || b.owner === source) {
      b.owner = source
      if (kind === 'import') b.isImported = true
      if (source.isDeprecated) b.isDeprecated = source.isDeprecated
    } else if (b.owner !== b) {
      if (!this.sameConstant(b.owner, source))
        this.warn(`ignoring conflicting import of ${shown}${as} into ${into.name.name}`)
    } else if (!this.sameConstant(b, source)) {
      this.warn(
        `import of ${shown}${as} into ${into.name.name} conflicts with an existing identifier; ignored.`,
      )
    }
  }

  /** `using from` in `into`: its exported names become visible. */
  useModule(into: Module, from: Module): void {
    if (into === from || into.usings.includes(from)) return
    for (const b of from.bindings.values()) {
      if (!b.isExported || b.owner === null) continue
      const there = into.bindings.get(b.name)
      if (there === undefined || there.owner === null || there.owner === b.owner) continue
      if (this.sameConstant(there.owner, b.owner)) continue
      this.warn(
        `using ${from.name.name}.${b.name.name} in module ${into.name.name} conflicts with an existing identifier.`,
      )
    }
    into.usings.push(from)
  }

  /** `export name`, or `public name`. */
  export(module: Module, name: Sym, exported: boolean): void {
    const b = this.entry(module, name)
    b.isPublic = true
    if (exported) b.isExported = true
  }

  /** Names of a module: as `names(m; all, imported)`. */
  names(module: Module, all = false, imported = false): Sym[] {
    const list: Sym[] = []
    for (const b of module.bindings.values()) {
      const own = b.owner === b
      if (b.isPublic || b.isExported || (all && own && !b.isDeprecated) || (imported && b.isImported))
        list.push(b.name)
    }
    return list
  }

  /**
   * What assigning to `b` means: a constant keeps its value ('same'), may get another of the same type with a
   * warning ('redefine'), or may not ('refuse').
   */
  constantAssignment(
    b: Binding,
    fresh: { egal: boolean; sameType: boolean; isTypeOrModule: boolean },
  ): 'same' | 'redefine' {
    const shown = `${b.module.name.name}.${b.name.name}`
    if (fresh.egal) return 'same'
    if (!fresh.sameType || fresh.isTypeOrModule)
      throw new BindingError(`invalid redefinition of constant ${shown}`)
    this.warn(
      `redefinition of constant ${shown}. This may fail, cause incorrect answers, or produce other errors.`,
    )
    return 'redefine'
  }

  /** `const name`: must come before the first value. @throws BindingError */
  declareConst(b: Binding, hasValue: boolean): void {
    if (hasValue && !b.isConst) {
      throw new BindingError(
        `cannot declare ${b.module.name.name}.${b.name.name} constant; it already has a value`,
      )
    }
    b.isConst = true
  }
}
