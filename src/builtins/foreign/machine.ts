import { type ForeignEntry, foreign } from './declare.ts'

/** The machine and the process: environment, clocks, chance, size. */
export const machineFunctions: readonly ForeignEntry[] = [
  foreign('jl_env_get', ['value'], 'value', ({ host, heap }, name) => {
    const found = host.env(heap.stringAt(name))
    return found === undefined ? heap.nothing : heap.string(found)
  }),
  foreign('jl_env_set', ['value', 'value'], 'void', ({ host, heap }, name, value) =>
    host.setEnv(heap.stringAt(name), value === heap.nothing ? undefined : heap.stringAt(value)),
  ),
  foreign('jl_env_names', [], 'value', ({ host, heap }) =>
    heap.vectorAny(host.envNames().map((n) => heap.string(n))),
  ),
  foreign('jl_clock_now', [], 'f64', ({ host }) => host.now()),
  foreign('jl_hrtime', [], 'u64', ({ host }) => host.monotonic()),
  foreign('jl_zone_offset', ['f64'], 'i32', ({ host }, seconds) => host.zoneOffset(seconds)),
  foreign('jl_systemsleep', ['f64'], 'void', (rt, seconds) => {
    rt.output.flush()
    rt.host.block(seconds * 1000)
  }),
  foreign('jl_random_bytes', ['ptr', 'int'], 'void', ({ host, heap }, p, n) => {
    const bytes = new Uint8Array(n)
    host.randomBytes(bytes)
    heap.views.u8.set(bytes, p)
  }),
  foreign('jl_getpid', [], 'i32', ({ host }) => host.pid),
  foreign('jl_hostname', [], 'value', ({ host, heap }) => heap.string(host.hostName())),
  foreign('jl_cpu_count', [], 'i32', ({ host }) => host.cpuCount()),
  foreign('jl_total_memory', [], 'u64', ({ host }) => BigInt(host.totalMemory())),
  foreign('jl_free_memory', [], 'u64', ({ host }) => BigInt(host.freeMemory())),
  foreign('jl_maxrss', [], 'u64', ({ heap }) => BigInt(heap.views.u8.length)),
  // of the machine that is stood for; memory itself grows by pages of WebAssembly
  foreign('jl_getpagesize', [], 'int', () => 4096),
  foreign('jl_uptime', [], 'f64', ({ host }) => host.uptime()),
]
