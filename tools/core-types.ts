// Writes base/CORE_TYPES.md from the table of built-in types, so that authors of base/ see what exists.
import { writeFileSync } from 'node:fs'
import { builtinAliases, builtinTypes } from '../src/types/builtin-types.ts'

const rows = builtinTypes.map((row) => {
  const params = row.params ? `{${row.params.replaceAll(' ', ', ')}}` : ''
  const fields = (row.fields ?? '').replace(/=(?=\w+::)/g, 'const ').replace(/@(?=\w+::)/g, '@atomic ')
  const kind = row.kind === 'primitive' ? `primitive ${row.bits}` : row.kind
  const tail = row.minInitialized === undefined ? '' : ` (first ${row.minInitialized} always defined)`
  return `| \`${row.name}${params}\` | \`${row.super ?? 'Any'}\` | ${kind} | ${fields ? `\`${fields}\`${tail}` : ''} |`
})
const text = `# Types that exist in Core before boot.jl runs

Made from \`src/types/builtin-types.ts\` by \`tools/core-types.ts\`; do not edit. \`boot.jl\` must not define these.
All other types of Julia's Core (the exception structs, \`UndefInitializer\`, \`Pair\`, …) are defined in \`base/\`.

Bound in Core as well: \`Union{}\` is written so; \`Vararg\` (the value \`Vararg\`, a \`TypeofVararg\`); \`nothing\`;
\`Core.CPU\` (an \`AddrSpace{Core}\`); \`Core.Main\`, \`Core\`.

| type | supertype | kind | fields |
|---|---|---|---|
${rows.join('\n')}

Aliases, bound in Core: (Base may export the ones Julia keeps in Base by \`using Core: Vector…\`)

| name | type |
|---|---|
${builtinAliases.map(([name, type]) => `| \`${name}\` | \`${type}\` |`).join('\n')}
`
writeFileSync(new URL('../base/CORE_TYPES.md', import.meta.url), text)
