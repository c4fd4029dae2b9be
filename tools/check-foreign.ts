// Prints the names that `ccall` uses in base/ and stdlib/ and that no foreign function has. Exit code 1 if there are any.
import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { foreignTable } from '../src/builtins/index.ts'
import { KERNEL_FOREIGN } from '../src/session/codegen-env.ts'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const known = new Set([...foreignTable().keys(), ...Object.keys(KERNEL_FOREIGN)])
const missing = new Map<string, Set<string>>()
for (const file of globSync(['base/**/*.jl', 'stdlib/**/*.jl'], { cwd: root })) {
  for (const m of readFileSync(join(root, file), 'utf8')
    .replace(/#.*$/gm, '')
    .matchAll(/\bccall\(\s*:(\w+)/g)) {
    if (known.has(m[1])) continue
    const files = missing.get(m[1]) ?? new Set()
    missing.set(m[1], files.add(file))
  }
}
for (const [name, files] of [...missing].sort()) console.log(`${name}: ${[...files].join(', ')}`)
console.log(`${known.size} foreign functions, ${missing.size} missing`)
process.exit(missing.size === 0 ? 0 : 1)
