/**
 * Compares the parser with Julia's on public code: hashes of expressions against those Julia gave.
 *
 *   npm run check:parse -- DIR [EXPECTED]
 *
 * EXPECTED (default `../shared/conformance/parse/expected.tsv`) has a line of repository, commit, path and hash per
 * file. DIR holds the repositories, as git directories `OWNER+NAME/repo` or as plain folders `OWNER/NAME`.
 */

import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  CORE_MODULE,
  type Ex,
  Expr,
  formatDiagnostic,
  GlobalRef,
  LineNumberNode,
  Literal,
  parseAll,
  QuoteNode,
  Sym,
} from '../src/syntax/index.ts'

const digest = (data: string | Uint8Array): string =>
  createHash('sha256').update(data).digest('hex').slice(0, 16)

const bits = new DataView(new ArrayBuffer(8))

/** The canonical text that is hashed; lines do not count. */
export function canon(ex: Ex, out: string[]): void {
  if (ex instanceof Expr) {
    out.push('(', ex.head)
    ex.args.forEach((arg, i) => {
      const line = ex.head === 'macrocall' && i === 1
      if (arg instanceof LineNumberNode && !line) return
      out.push(' ')
      canon(line ? null : arg, out)
    })
    out.push(')')
  } else if (ex instanceof Sym) out.push(':', ex.name)
  else if (ex instanceof QuoteNode) {
    out.push('(quotenode ')
    canon(ex.value, out)
    out.push(')')
  } else if (ex instanceof GlobalRef) out.push('(globalref ', ex.name.name, ')')
  else if (ex instanceof Literal) out.push(canonLiteral(ex))
  else if (typeof ex === 'number') {
    bits.setFloat64(0, ex)
    out.push('f64:', bits.getBigUint64(0).toString(16))
  } else if (typeof ex === 'bigint') out.push('Int64:', String(ex))
  else if (typeof ex === 'boolean') out.push('Bool:', String(ex))
  else if (typeof ex === 'string') out.push('str:', digest(ex))
  else if (ex === null) out.push('nothing')
  else throw new Error(`no canonical text for ${Object.prototype.toString.call(ex)}`)
}

function canonLiteral(ex: Literal): string {
  if (ex.type === 'Bytes') return `str:${digest(ex.value as Uint8Array)}`
  if (ex.type === 'Char') return `char:${(ex.value as number).toString(16)}`
  if (ex.type === 'Float32') {
    bits.setFloat32(0, ex.value as number)
    return `f32:${bits.getUint32(0).toString(16)}`
  }
  return `${ex.type}:${ex.value}`
}

/** The texts of `paths` in a git directory, at `commit`. */
function readGit(gitDir: string, commit: string, paths: readonly string[]): (Uint8Array | undefined)[] {
  const input = paths.map((p) => `${commit}:${p}\n`).join('')
  const git = spawnSync('git', ['-C', gitDir, 'cat-file', '--batch'], { input, maxBuffer: 1 << 30 })
  const data = git.stdout
  let at = 0
  return paths.map(() => {
    const end = data.indexOf(10, at)
    const head = data.subarray(at, end).toString()
    at = end + 1
    const match = / (blob|tree|commit) (\d+)$/.exec(head)
    if (match === null) return undefined
    const size = Number(match[2])
    const text = data.subarray(at, at + size)
    at += size + 1
    return match[1] === 'blob' ? text : undefined
  })
}

interface Row {
  repo: string
  commit: string
  path: string
  hash: string
}

function readAll(dir: string, rows: readonly Row[]): (Uint8Array | undefined)[] {
  const { repo, commit } = rows[0]
  const gitDir = join(dir, repo.replace('/', '+'), 'repo')
  if (existsSync(gitDir))
    return readGit(
      gitDir,
      commit,
      rows.map((r) => r.path),
    )
  return rows.map((r) => {
    const path = join(dir, repo, r.path)
    return existsSync(path) ? readFileSync(path) : undefined
  })
}

function main(): number {
  const [dir, expected] = process.argv.slice(2)
  if (dir === undefined) {
    console.error('usage: check-parse DIR [EXPECTED]')
    return 2
  }
  const table = expected ?? join(import.meta.dirname, '../../shared/conformance/parse/expected.tsv')
  const rows = readFileSync(table, 'utf8')
    .trim()
    .split('\n')
    .map((line): Row => {
      const [repo, commit, path, hash] = line.split('\t')
      return { repo, commit, path, hash }
    })
  let same = 0
  let missing = 0
  let bytes = 0
  let time = 0
  for (const group of Object.values(Object.groupBy(rows, (r) => `${r.repo} ${r.commit}`))) {
    const texts = readAll(dir, group!)
    group!.forEach((row, i) => {
      const text = texts[i]
      if (text === undefined) {
        missing++
        return
      }
      const start = performance.now()
      const { expr, diagnostics } = parseAll(text, { file: row.path, core: CORE_MODULE })
      time += performance.now() - start
      bytes += text.length
      const error = diagnostics.find((d) => d.level === 'error')
      const out: string[] = []
      if (error === undefined) canon(expr, out)
      const hash = error === undefined ? digest(out.join('')) : 'error'
      if (hash === row.hash) same++
      else {
        console.log(`differs: ${row.repo} ${row.path} (${hash})`)
        if (error !== undefined) console.log(formatDiagnostic(error, { text, file: row.path }))
      }
    })
  }
  const compared = rows.length - missing
  console.log(`${same} of ${compared} files as Julia parses them; ${missing} not found`)
  console.log(
    `${(bytes / 1e6).toFixed(1)} MB in ${time.toFixed(0)} ms: ${(bytes / 1e3 / time).toFixed(1)} MB/s`,
  )
  return same === compared ? 0 : 1
}

if (process.argv[1] === import.meta.filename) process.exitCode = main()
