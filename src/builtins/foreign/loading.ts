import type { Value } from '../../heap/index.ts'
import type { Module } from '../../methods/index.ts'
import { sym } from '../../syntax/index.ts'
import type { PackageName } from '../packages.ts'
import type { Runtime } from '../runtime.ts'
import { type ForeignEntry, foreign } from './declare.ts'

function optionalText(rt: Runtime, s: string | null): Value {
  return s === null ? rt.heap.nothing : rt.heap.string(s)
}

function textOrNull(rt: Runtime, v: Value): string | null {
  return v === rt.heap.nothing ? null : rt.heap.stringAt(v)
}

/** svec(uuid or nothing, name) */
function nameValue(rt: Runtime, id: PackageName): Value {
  return rt.heap.svec([optionalText(rt, id.uuid), rt.heap.string(id.name)])
}

function nameAt(rt: Runtime, uuid: Value, name: Value): PackageName {
  return { name: rt.heap.stringAt(name), uuid: textOrNull(rt, uuid) }
}

function strings(rt: Runtime, list: readonly string[]): Value {
  return rt.heap.svec(list.map((s) => rt.heap.string(s)))
}

/** A TOML value for Julia: tables, arrays and times are vectors whose first element says what they are. */
function tomlValue(rt: Runtime, x: unknown): Value {
  const { heap } = rt
  if (typeof x === 'string') return heap.string(x)
  if (typeof x === 'boolean') return heap.boxBool(x)
  if (typeof x === 'bigint') return heap.boxInt64(x)
  if (typeof x === 'number') return heap.boxFloat64(x)
  if (Array.isArray(x)) return heap.svec([heap.symbol(sym('array')), ...x.map((e) => tomlValue(rt, e))])
  if (x instanceof Date) {
    const text = x.toISOString()
    const kind = /^\d{4}-\d\d-\d\d$/.test(text) ? 'date' : text.includes('-') ? 'datetime' : 'time'
    return heap.svec([heap.symbol(sym(kind)), heap.string(text)])
  }
  if (typeof x === 'object' && x !== null) {
    const pairs = Object.entries(x).flatMap(([k, v]) => [heap.string(k), tomlValue(rt, v)])
    return heap.svec([heap.symbol(sym('table')), ...pairs])
  }
  return heap.string(String(x))
}

/** Packages: what names mean, caches, images. The order of things is `base/loading.jl`'s. */
export const loadingFunctions: readonly ForeignEntry[] = [
  foreign('jl_generating_output', [], 'i32', (rt) => (rt.packages.isGenerating ? 1 : 0)),
  foreign('jl_toml_parse', ['value'], 'value', (rt, text) => {
    const { heap } = rt
    const read = rt.packages.toml(heap.stringAt(text))
    if ('table' in read) return tomlValue(rt, read.table)
    const place = [read.line, read.column].map((n) => heap.boxInt64(BigInt(n)))
    return heap.svec([heap.symbol(sym('error')), ...place, heap.string(read.message)])
  }),
  foreign('jl_pkg_identify', ['value', 'value', 'value'], 'value', (rt, name, fromUuid, fromName) => {
    const from = fromName === rt.heap.nothing ? null : nameAt(rt, fromUuid, fromName)
    const found = rt.packages.identify(rt.heap.stringAt(name), from)
    return found === null ? rt.heap.nothing : nameValue(rt, found)
  }),
  foreign('jl_pkg_locate', ['value', 'value'], 'value', (rt, uuid, name) =>
    optionalText(rt, rt.packages.locate(nameAt(rt, uuid, name))),
  ),
  foreign('jl_pkg_active_project', ['value'], 'value', (rt, project) =>
    optionalText(rt, rt.packages.activeProject(textOrNull(rt, project))),
  ),
  foreign('jl_pkg_expand_entry', ['value'], 'value', (rt, entry) =>
    optionalText(rt, rt.packages.expandEntry(rt.heap.stringAt(entry))),
  ),
  foreign('jl_pkg_load_path', [], 'value', (rt) => strings(rt, rt.packages.environments())),
  foreign('jl_pkg_initial_load_path', [], 'value', (rt) => strings(rt, rt.packages.initialLoadPath())),
  foreign('jl_pkg_initial_depots', [], 'value', (rt) => strings(rt, rt.packages.initialDepots())),
  foreign('jl_pkg_initial_project', [], 'value', (rt) => optionalText(rt, rt.packages.initialProject())),
  foreign('jl_pkg_find_cache', ['value', 'value', 'value'], 'value', (rt, uuid, name, path) => {
    const { heap } = rt
    const found = rt.packages.findCache(nameAt(rt, uuid, name), heap.stringAt(path))
    if (found === null) return heap.nothing
    return heap.svec([heap.string(found.path), heap.svec(found.dependencies.map((d) => nameValue(rt, d)))])
  }),
  foreign('jl_pkg_restore', ['value'], 'value', (rt, cache) => {
    const { heap } = rt
    const restored = rt.packages.restore(heap.stringAt(cache))
    if (typeof restored === 'string') return heap.string(restored)
    return heap.svec([
      heap.moduleValue(restored.top),
      heap.svec(restored.initialized.map((m) => heap.moduleValue(m))),
      heap.svec(restored.reloaded),
      heap.svec(restored.modules.map((m) => heap.moduleValue(m))),
    ])
  }),
  foreign('jl_pkg_precompile', ['value', 'value', 'value'], 'value', (rt, uuid, name, path) => {
    rt.output.flush()
    return optionalText(rt, rt.packages.precompile(nameAt(rt, uuid, name), rt.heap.stringAt(path)))
  }),
  foreign('jl_pkg_loading_source', ['value', 'value', 'value'], 'void', (rt, uuid, name, path) =>
    rt.packages.loadingSource(nameAt(rt, uuid, name), rt.heap.stringAt(path)),
  ),
  foreign('jl_pkg_output', ['value', 'value', 'value', 'value'], 'void', (rt, m, uuid, name, path) =>
    rt.packages.setOutput(rt.heap.moduleAt(m) as Module, nameAt(rt, uuid, name), rt.heap.stringAt(path)),
  ),
  foreign('jl_pkg_include', ['value'], 'void', (rt, path) => rt.packages.included(rt.heap.stringAt(path))),
  foreign('jl_pkg_include_dependency', ['value', 'bool'], 'void', (rt, path, trackContent) =>
    rt.packages.includeDependency(rt.heap.stringAt(path), trackContent),
  ),
  foreign('jl_pkg_extensions', ['value', 'value'], 'value', (rt, uuid, name) =>
    rt.heap.svec(
      rt.packages
        .extensions(nameAt(rt, uuid, name))
        .map((e) =>
          rt.heap.svec([
            optionalText(rt, e.id.uuid),
            rt.heap.string(e.id.name),
            rt.heap.string(e.path),
            rt.heap.svec(e.triggers.map((t) => nameValue(rt, t))),
          ]),
        ),
    ),
  ),
  foreign('jl_pkg_version', ['value'], 'value', (rt, folder) =>
    optionalText(rt, rt.packages.version(rt.heap.stringAt(folder))),
  ),
  foreign('jl_pkg_preferences', ['value'], 'value', (rt, uuid) =>
    tomlValue(rt, rt.packages.preferences(textOrNull(rt, uuid))),
  ),
  foreign('jl_pkg_record_preference', ['value', 'value'], 'void', (rt, uuid, key) =>
    rt.packages.recordPreference(rt.heap.stringAt(uuid), rt.heap.stringAt(key)),
  ),
  foreign('jl_set_module_uuid', ['value', 'value'], 'void', (rt, m, uuid) =>
    rt.packages.setModuleUuid(rt.heap.moduleAt(m) as Module, textOrNull(rt, uuid)),
  ),
  foreign('jl_module_uuid_text', ['value'], 'value', (rt, m) =>
    rt.heap.string(rt.packages.moduleUuid(rt.heap.moduleAt(m) as Module)),
  ),
]
