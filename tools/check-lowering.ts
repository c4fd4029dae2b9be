/**
 * Lowers every Julia file below the given paths without running anything, and reports the forms that fail.
 * Macros are stubs: those lowering itself knows do their work, all others give their arguments back.
 *
 *     node tools/check-lowering.ts PATH…
 */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { lower } from '../src/lowering/index.ts'
import { BASE, CORE, coreMacros, MAIN, type TestMacro, TestWorld } from '../src/lowering/testing.ts'
import { verify } from '../src/lowering/verify.ts'
import { type Ex, Expr, isExpr, LineNumberNode, type ModuleLike, parseAll, Sym } from '../src/syntax/index.ts'

function* juliaFiles(path: string): Generator<string> {
  if (statSync(path).isDirectory()) {
    for (const name of readdirSync(path).sort()) yield* juliaFiles(join(path, name))
  } else if (path.endsWith('.jl')) yield path
}

const esc = (e: Ex): Ex => new Expr('escape', [e])

/** `@kwdef` without its keyword constructor */
const kwdef: TestMacro = ([def]) => {
  const [mutable, head, body] = (def as Expr).args
  const strip = (f: Ex): Ex =>
    isExpr(f, '=') && !isExpr(f.args[0], 'call') && !isExpr(f.args[0], 'where')
      ? f.args[0]
      : isExpr(f, 'const') || isExpr(f, 'block')
        ? new Expr(f.head, f.args.map(strip))
        : f
  return esc(new Expr('struct', [mutable, head, strip(body)]))
}

/** Syntax that only means something to the macro that gets it. */
function isOwnSyntax(e: Ex): boolean {
  if (e instanceof Sym) return /^_+$/.test(e.name)
  if (!(e instanceof Expr) || e.head === 'quote') return false
  if (['parameters', '...', '$', 'braces', 'bracescat', 'symboliclabel'].includes(e.head)) return true
  return (e.head === '::' && e.args.length === 1) || e.args.some(isOwnSyntax)
}

class LooseWorld extends TestWorld {
  override get env() {
    const env = super.env
    return {
      ...env,
      callMacro: (call: Expr, module: ModuleLike, scope: ModuleLike, wraps: boolean) => {
        try {
          return env.callMacro(call, module, scope, wraps)
        } catch (problem) {
          if (!String(problem).includes('no macro')) throw problem
          const args = call.args.slice(2).filter((a) => !isOwnSyntax(a))
          return { expr: esc(new Expr('block', args)), module: BASE }
        }
      },
    }
  }
}

let forms = 0
let failures = 0
let statements = 0

function check(world: TestWorld, e: Ex, module: ModuleLike, file: string, line: number): void {
  if (isExpr(e, 'module')) {
    const name = e.args[1] as Sym
    const inner: ModuleLike = { name, parent: module }
    checkAll(world, (e.args[2] as Expr).args, inner, file)
    return
  }
  if (isExpr(e, 'toplevel')) {
    checkAll(world, e.args, module, file)
    return
  }
  forms++
  try {
    const form = lower(e, module, world.env, { file, line })
    if (form.kind === 'thunk') {
      statements += form.code.code.length
      for (const problem of verify(form.code)) {
        failures++
        console.log(`${file}:${line}: ${problem}`)
      }
    }
  } catch (problem) {
    failures++
    const known = (problem as Error).name === 'LoweringError'
    console.log(`${file}:${line}: ${known ? (problem as Error).message : (problem as Error).stack}`)
  }
}

function checkAll(world: TestWorld, xs: readonly Ex[], module: ModuleLike, file: string): void {
  let line = 0
  for (const x of xs) {
    if (x instanceof LineNumberNode) line = x.line
    else check(world, x, module, file, line)
  }
}

const begin = performance.now()
for (const path of process.argv.slice(2)) {
  for (const file of juliaFiles(path)) {
    const world = new LooseWorld({
      ...coreMacros,
      '@kwdef': kwdef,
      '@macroexpand': () => null,
      '@doc': (args) => (args.length > 1 ? esc(args[1]) : null),
    })
    const { expr, diagnostics } = parseAll(readFileSync(file), { file, core: CORE })
    if (diagnostics.some((d) => d.level === 'error')) {
      console.log(`${file}: does not parse`)
      failures++
      continue
    }
    checkAll(world, expr.args, MAIN, file)
  }
}
console.log(
  `${forms} forms, ${statements} statements, ${failures} failures, ${Math.round(performance.now() - begin)} ms`,
)
if (failures > 0) process.exitCode = 1
