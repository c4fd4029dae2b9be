/**
 * What `juliet` starts when it is installed: loads the bundled program together with what V8 compiled of it in an earlier
 * run. Node's own cache of compiled code keeps what is compiled at loading only, and most functions are compiled when they
 * are first called.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Script } from 'node:vm'
import { setEngineFlags } from './engine-flags.ts'
import type { main } from './main.ts'

/** Identity of the bundled program, put in by the bundler. */
declare const PROGRAM_BUILD: string

/** Where compiled code is kept: it is good for one V8 under one set of flags. */
function cachePath(): string {
  const { version, arch, execArgv, env } = process
  let sum = 0
  for (const c of [...execArgv, env.NODE_OPTIONS ?? ''].join(' '))
    sum = (Math.imul(sum, 31) + c.charCodeAt(0)) | 0
  return join(import.meta.dirname, 'cache', `${version}-${arch}-${(sum >>> 0).toString(16)}`)
}

function readCache(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch {
    return undefined // the first run with these flags, or a folder that cannot be read: it starts slower
  }
}

/** Keeps what was compiled up to now; several processes may do so at once. */
function writeCache(path: string, code: Buffer): void {
  const temporary = `${path}.${process.pid}`
  try {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(temporary, code)
    renameSync(temporary, path)
  } catch {
    rmSync(temporary, { force: true }) // installed where this user may not write: every start is a slower one
  }
}

setEngineFlags()
const program = join(import.meta.dirname, 'main.cjs')
const path = cachePath()
const cachedData = readCache(path)
// the bundler writes nothing beyond ASCII, and such a text takes V8 least time
const source = `(function (exports, require, module, __filename, __dirname) {${readFileSync(program, 'latin1')}\n})`
const script = new Script(source, { filename: program, ...(cachedData && { cachedData }) })
if (cachedData === undefined || script.cachedDataRejected) {
  process.on('exit', () => writeCache(path, script.createCachedData()))
}
const loaded = { exports: {} as { main: typeof main } }
script
  .runInThisContext()
  .call(loaded.exports, loaded.exports, createRequire(program), loaded, program, dirname(program))
void loaded.exports.main(process.argv.slice(2), PROGRAM_BUILD)
