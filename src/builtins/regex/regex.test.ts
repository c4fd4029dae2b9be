import assert from 'node:assert/strict'
import test from 'node:test'
import { Regex, RegexError } from './index.ts'

const UCP = 0x20000
const FLAGS: Record<string, number> = { i: 0x8, m: 0x400, s: 0x20, x: 0x80 }

function match(pattern: string, text: string, flags = ''): (string | null)[] | null {
  const options = [...flags].reduce((o, f) => o | FLAGS[f], UCP)
  const bytes = new TextEncoder().encode(text)
  const found = new Regex(pattern, options).search(bytes, 0, bytes.length, 0, 0)
  if (found === null) return null
  const out: (string | null)[] = []
  for (let i = 0; i < found.length; i += 2) {
    out.push(found[i] < 0 ? null : new TextDecoder().decode(bytes.subarray(found[i], found[i + 1])))
  }
  return out
}

test('matches', () => {
  const cases: [string, string, (string | null)[] | null, string?][] = [
    ['abc', 'xxabcxx', ['abc']],
    ['a(b)?c', 'ac', ['ac', null]],
    ['(a+)(b*?)c', 'aabbc', ['aabbc', 'aa', 'bb']],
    ['^\\d+$', '123\n', ['123']],
    ['^\\d+\\z', '123\n', null],
    ['^b', 'a\nb', ['b'], 'm'],
    ['.', '\n', null],
    ['.', '\n', ['\n'], 's'],
    ['ÄÖ', 'äö', ['äö'], 'i'],
    ['[à-ü]+', 'xéêz', ['éê']],
    ['[^a-c]+', 'abcdéb', ['dé']],
    ['\\bfoo\\b', 'a foo b', ['foo']],
    ['(?<year>\\d{4})-(?<m>\\d\\d)', 'on 2024-05', ['2024-05', '2024', '05']],
    ['(\\w)\\1', 'hello', ['ll', 'l']],
    ['(?i)A(?-i)b', 'ab aB', ['ab']],
    ['a(?=b)', 'acab', ['a']],
    ['(?<=\\$)\\d+', 'x 12 $34', ['34']],
    ['(?<!\\d)\\d{2}(?!\\d)', '123 45', ['45']],
    ['(?>a+)ab', 'aaab', null],
    ['a++b', 'aab', ['aab']],
    ['(a|ab)(c|bcd)(d*)', 'abcd', ['abcd', 'a', 'bcd', '']],
    ['(?:(a)|b)*', 'ab', ['ab', 'a']],
    ['(a*)*', 'aab', ['aa', '']],
    ['x{2,3}', 'xxxx', ['xxx']],
    ['x{,3}', 'x{,3}', ['x{,3}']],
    ['(ab){2,}?', 'ababab', ['abab', 'ab']],
    ['a b # c\n c', 'abc', ['abc'], 'x'],
    ['\\((?:[^()]|(?R))*\\)', 'x(a(b)c)y', ['(a(b)c)']],
    ['(?(1)b|c)', 'c', null],
    ['(a)?(?(1)b|c)', 'ab', ['ab', 'a']],
    ['[[:alpha:]_]+', '1ab_é2', ['ab_é']],
    ['\\p{Lu}\\p{Ll}+', 'xÉcole', ['École']],
    ['foo\\Kbar', 'foobar', ['bar']],
    ['\\Qa.b\\E+', 'a.bbb', ['a.bbb']],
    ['[\\w.-]+@[\\w.-]+', 'me.x@y-z.org!', ['me.x@y-z.org']],
    ['(a|b|c)+?d', 'abcd', ['abcd', 'c']],
    ['\\x41\\u0042', 'AB', ['AB']],
    ['', 'abc', ['']],
    ['(?|(a)|(b))(c)', 'bc', ['bc', 'b', 'c']],
    ['(?s:.)b', '\nb', ['\nb']],
    ['[]a]+', 'a]', ['a]']],
    ['\\R', 'a\r\nb', ['\r\n']],
    ['(.*)(\\d+)', 'abc123', ['abc123', 'abc12', '3']],
    ['(.*?)(\\d+)$', 'abc123', ['abc123', 'abc', '123']],
    ['s', 'ſ', ['ſ'], 'i'],
  ]
  for (const [pattern, text, expected, flags] of cases) {
    const label = `/${pattern}/ on ${JSON.stringify(text)}`
    if (pattern === '(?(1)b|c)') {
      assert.throws(() => match(pattern, text, flags), RegexError, label)
      continue
    }
    assert.deepEqual(match(pattern, text, flags), expected, label)
  }
})

test('mistakes', () => {
  const cases: [string, string][] = [
    ['(a', 'missing closing parenthesis'],
    ['a)', 'unmatched closing parenthesis'],
    ['*a', 'quantifier does not follow a repeatable item'],
    ['[a', 'missing terminating ] for character class'],
    ['[b-a]', 'range out of order in character class'],
    ['\\2(a)', 'reference to non-existent subpattern'],
    ['(?<=a+)b', 'lookbehind assertion is not fixed length'],
    ['a{3,2}', 'numbers out of order in {} quantifier'],
  ]
  for (const [pattern, message] of cases) assert.throws(() => new Regex(pattern, UCP), { message }, pattern)
})
