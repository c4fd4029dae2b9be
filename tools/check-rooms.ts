// Checks that rooms import one way only, through each other's doors, and that only host/ and cli/ touch the host.
// Prints every offence as file: message and exits with 1 if there is any.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ROOMS } from './rooms.ts'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const src = join(root, 'src')
/** Packages that need no particular host. */
const NEUTRAL = ['smol-toml', 'get-east-asian-width']
const offences: string[] = []
let files = 0

for (const room of readdirSync(src)) {
  if (!(ROOMS as readonly string[]).includes(room))
    offences.push(`src/${room}: not a room (see tools/rooms.ts)`)
  else for (const file of tsFiles(join(src, room))) checkFile(room, file)
}
for (const offence of offences) console.error(offence)
console.log(`${files} files in ${ROOMS.length} rooms, ${offences.length} wrong imports`)
process.exit(offences.length === 0 ? 0 : 1)

function* tsFiles(dir: string): Generator<string> {
  for (const name of readdirSync(dir)) {
    const path = join(dir, name)
    if (statSync(path).isDirectory()) yield* tsFiles(path)
    else if (name.endsWith('.ts')) yield path
  }
}

function checkFile(room: string, file: string): void {
  files++
  const isTest = file.endsWith('.test.ts') || file.includes(`${sep}testing${sep}`)
  const rank = (ROOMS as readonly string[]).indexOf(room)
  const text = readFileSync(file, 'utf8')
  const shown = relative(root, file)
  for (const m of text.matchAll(
    /(?:^|\n)(?:import|export)\b(?:[^'"]*?\bfrom)?\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/g,
  )) {
    const target = m[1] ?? m[2]
    if (target.startsWith('.')) {
      const to = relative(src, resolve(dirname(file), target)).split(sep)
      if (to[0] === '..' || to[0] === room) continue
      const toRank = (ROOMS as readonly string[]).indexOf(to[0])
      if (!isTest && toRank > rank) offences.push(`${shown}: imports ${to[0]}/, which comes after ${room}/`)
      if (!isTest && to.slice(1).join('/') !== 'index.ts')
        offences.push(`${shown}: imports ${to.join('/')}; use ${to[0]}/index.ts`)
    } else if (NEUTRAL.includes(target)) {
      // runs in every host
    } else if (!isTest && room !== 'host' && room !== 'cli') {
      offences.push(`${shown}: imports ${target}; only host/ and cli/ may use packages of the host`)
    }
  }
}
