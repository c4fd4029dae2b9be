// Runs a TypeScript tool with the Node that the project pins (the `node` package), whatever Node started npm.
// Usage: node tools/run.mjs FILE.ts [arguments…]
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const pinned = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
const node = existsSync(pinned) ? pinned : process.execPath
const [file, ...args] = process.argv.slice(2)
const run = spawnSync(node, ['--no-warnings', join(root, file), ...args], { stdio: 'inherit', cwd: root })
if (run.error) {
  console.error(`cannot start ${node}: ${run.error.message}`)
  process.exit(1)
}
process.exit(run.status ?? 1)
