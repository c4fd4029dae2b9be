// Builds the system image: the bundled program evaluates Base from its sources and saves what it then is.
import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

export async function buildSystemImage(path = join(root, 'dist', 'system.image')): Promise<void> {
  const program = join(root, 'dist', 'juliet.cjs')
  const done = spawnSync(
    process.execPath,
    ['--no-warnings', program, '--compiled-modules=no', '--output-ji', path],
    { stdio: 'inherit' },
  )
  if (done.status !== 0) throw new Error(`the system image could not be built (exit code ${done.status})`)
}

if (import.meta.main) await buildSystemImage(process.argv[2])
