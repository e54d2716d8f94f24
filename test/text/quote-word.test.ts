import { spawnSync } from 'node:child_process'

import { expect, test } from 'vitest'

import { quoteWord } from '../../src/text/quote-word.ts'

const HARD = [
  'app/$slug.test.ts',
  'say "hi"',
  "it's $5",
  '`date`',
  '50% off!',
  'a\\b',
  'two\nlines',
  '~4f2a',
  '@scope/pkg',
  'a ^ & | < > b',
  '(a) [b] {c} *?;#',
  '-Dname.with=dots',
  '',
]

test.each(HARD)('sh reads %j as one word, as it is', (word) => {
  const { stdout } = spawnSync('sh', ['-c', `printf %s ${quoteWord(word, 'linux')}`], { encoding: 'utf8' })
  expect(stdout).toBe(word)
})

test('plain words have no quotes', () => {
  const words = ['node', './a/b-c.test.ts', '--flag=value', '--import', 'C:/a', 'user@host']
  expect(words.map((word) => quoteWord(word, 'win32'))).toEqual(words)
})

// https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_quoting_rules
test('double quotes are the same in sh, PowerShell and cmd, and taken where they do', () => {
  const words = ['two words', 'a ^ & | < > b', '@scope/pkg', '~4f2a', '-Dname.with=dots', "it's", '(a) [b] {c}']
  for (const platform of ['linux', 'win32'] as const)
    expect(words.map((word) => quoteWord(word, platform))).toEqual(words.map((word) => `"${word}"`))
})

test('what is special in them is spelled for PowerShell on Windows, where backslashes are not', () => {
  expect(['$slug', '`date`', "it's $5", 'say "hi"', '50% off'].map((word) => quoteWord(word, 'win32'))).toEqual([
    `'$slug'`,
    "'`date`'",
    `'it''s $5'`,
    `'say "hi"'`,
    `'50% off'`,
  ])
  expect(quoteWord('C:\\my files\\a.ts', 'win32')).toBe('"C:\\my files\\a.ts"')
})
