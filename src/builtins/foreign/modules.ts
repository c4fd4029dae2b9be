import type { Value } from '../../heap/index.ts'
import type { Binding, Module } from '../../methods/index.ts'
import { type Sym, sym } from '../../syntax/index.ts'
import type { Runtime } from '../runtime.ts'
import { type ForeignEntry, foreign, foreignSteps } from './declare.ts'
import { vectorOf } from './vectors.ts'

function moduleAt(rt: Runtime, v: Value): Module {
  if (rt.heap.typeOf(v) !== rt.types.module) return rt.errors.typeErrorFor('module', rt.types.module, v)
  return rt.heap.moduleAt(v) as Module
}

/** The module's own entry for a name, without resolving it. */
function entry(rt: Runtime, m: Value, s: Value): Binding | undefined {
  return moduleAt(rt, m).bindings.get(rt.heap.symbolAt(s))
}

const CORE = sym('Core')
const MAIN = sym('Main')
const EVAL = sym('eval')
const INCLUDE = sym('include')

function isHidden(name: Sym): boolean {
  return name.name.startsWith('#')
}

/** Names as `names(m; all, imported, usings)` gives them, unsorted. Whatever Main owns counts as public. */
function names(rt: Runtime, m: Module, all: boolean, imported: boolean, usings: boolean): Sym[] {
  const out = new Set<Sym>()
  for (const b of m.bindings.values()) {
    if (b.isDeprecated && !all) continue
    const isMain = m.parent === m && m.name === MAIN
    // every module has Core, as if imported
    const own = b.owner === b && !(b.name === CORE && b.module !== rt.core && !isMain)
    const open = isMain && b.name !== EVAL && b.name !== INCLUDE
    const listed =
      b.isExported ||
      b.isPublic ||
      (imported && b.isImported) ||
      (usings && b.owner !== null && !own && !b.isImported) ||
      ((all || open) && own)
    if (listed && (all || !isHidden(b.name)) && (own || b.owner !== null || b.isExported)) out.add(b.name)
  }
  return [...out]
}

/** Modules: their names, bindings and relations. */
export const moduleFunctions: readonly ForeignEntry[] = [
  foreign('jl_module_name', ['value'], 'value', (rt, m) => rt.heap.symbol(moduleAt(rt, m).name)),
  foreign('jl_module_parent', ['value'], 'value', (rt, m) => rt.heap.moduleValue(moduleAt(rt, m).parent)),
  foreign('jl_module_usings', ['value'], 'value', (rt, m) =>
    rt.heap.vectorAny([...moduleAt(rt, m).usings].reverse().map((u) => rt.heap.moduleValue(u))),
  ),
  foreign('jl_module_names', ['value', 'bool', 'bool', 'bool'], 'value', (rt, m, all, imported, usings) =>
    vectorOf(
      rt,
      rt.types.symbol,
      names(rt, moduleAt(rt, m), all, imported, usings).map((s) => rt.heap.symbol(s)),
    ),
  ),
  foreign(
    'jl_module_exports_p',
    ['value', 'value'],
    'bool',
    (rt, m, s) => entry(rt, m, s)?.isExported === true,
  ),
  foreign('jl_module_public_p', ['value', 'value'], 'bool', (rt, m, s) => {
    const b = entry(rt, m, s)
    return b !== undefined && (b.isExported || b.isPublic)
  }),
  foreign(
    'jl_is_const',
    ['value', 'value'],
    'bool',
    (rt, m, s) => rt.methods.resolveBinding(moduleAt(rt, m), rt.heap.symbolAt(s))?.isConst === true,
  ),
  foreign(
    'jl_is_binding_deprecated',
    ['value', 'value'],
    'bool',
    (rt, m, s) => (entry(rt, m, s)?.isDeprecated ?? 0) !== 0,
  ),
  foreign('jl_deprecate_binding', ['value', 'value', 'i32'], 'void', (rt, m, s, flag) => {
    const b = entry(rt, m, s)
    if (b !== undefined) b.isDeprecated = flag
  }),
  foreign(
    'jl_binding_resolved_p',
    ['value', 'value'],
    'bool',
    (rt, m, s) => (entry(rt, m, s)?.owner ?? null) !== null,
  ),
  foreign('jl_get_module_of_binding', ['value', 'value'], 'value', (rt, m, s) => {
    const b = rt.methods.resolveBinding(moduleAt(rt, m), rt.heap.symbolAt(s))
    return b === null ? rt.heap.nothing : rt.heap.moduleValue(b.module)
  }),
  foreign('jl_module_globalref', ['value', 'value'], 'value', (rt, m, s) =>
    rt.heap.code.globalRefValue(moduleAt(rt, m), rt.heap.symbolAt(s)),
  ),
  foreign('jl_f_new_module', ['value', 'bool', 'bool'], 'value', (rt, name, std, defaults) =>
    rt.heap.moduleValue(rt.newAnonymousModule(rt.heap.symbolAt(name), std, defaults)),
  ),
  foreignSteps('jl_toplevel_eval_in', ['value', 'value'], (rt, m, ex) => rt.evalIn(moduleAt(rt, m), ex)),
  foreignSteps('jl_load_', ['value', 'value'], (rt, m, path) =>
    rt.loadBaseFile(moduleAt(rt, m), rt.heap.stringAt(path)),
  ),
  foreign('jl_macroexpand', ['value', 'value', 'bool'], 'value', (rt, ex, m, recursive) =>
    rt.macroexpand(moduleAt(rt, m), ex, recursive),
  ),
]
