import { assert as check, array, constantFrom, property, string } from 'fast-check'
import { describe, expect, test } from 'vitest'

import { cassetteDirectory, cassetteFileNames, FILE_CASSETTE } from '../../src/cassette/file-name.ts'
import { hashOf } from './samples.ts'

/** Names the cassettes of tests given by their paths, in order. */
function namesOf(paths: readonly (readonly string[])[]): string[] {
  const names = cassetteFileNames(
    paths.map((path, index) => ({ id: String(index), path })),
    hashOf,
  )
  return paths.map((_, index) => names.get(String(index)) ?? '')
}

const folderOf = (testFile: string) => cassetteDirectory(testFile, hashOf)

describe('the name of a cassette', () => {
  test('is that of its suites and its test', () => {
    expect(namesOf([['greets', 'says hello'], ['adds 1 + 1 (twice)'], ['grüßt Änne']])).toEqual([
      'greets › says hello.yaml',
      'adds 1 + 1 (twice).yaml',
      'grüßt Änne.yaml',
    ])
  })

  test('counts tests of the same name', () => {
    expect(namesOf([['a'], ['a'], ['b'], ['a']])).toEqual(['a.yaml', 'a (2).yaml', 'b.yaml', 'a (3).yaml'])
  })

  test('has a hash where a counted name is that of another test', () => {
    const names = namesOf([['a'], ['a'], ['a (2)']])
    expect(names[0]).toBe('a.yaml')
    expect(names[1]).toMatch(/^a~[0-9a-f]{8}\.yaml$/)
    expect(names[2]).toMatch(/^a \(2\)~[0-9a-f]{8}\.yaml$/)
  })

  test('has a hash where names differ in case only', () => {
    const names = namesOf([['Greets'], ['greets'], ['other']])
    expect(names).toEqual([
      expect.stringMatching(/^Greets~[0-9a-f]{8}\.yaml$/),
      expect.stringMatching(/^greets~[0-9a-f]{8}\.yaml$/),
      'other.yaml',
    ])
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(3)
  })

  test('has a hash where a file system takes letters for one another', () => {
    expect(namesOf([['Straße'], ['STRASSE']]).every((name) => name.includes('~'))).toBe(true)
  })

  test('distinguishes a suite from a name that looks like one', () => {
    const [suite, flat] = namesOf([['a', 'b'], ['a › b']])
    expect(suite).not.toBe(flat)
    expect(suite).toMatch(/^a › b~/)
  })

  test('replaces what is not allowed, and keeps such names different', () => {
    const names = namesOf([['a/b'], ['a\\b'], ['a:b'], ['a\u0000b'], ['../../etc/passwd']])
    expect(names.map((name) => name.replace(/~[0-9a-f]{8}/, ''))).toEqual([
      'a_b.yaml',
      'a_b.yaml',
      'a_b.yaml',
      'a_b.yaml',
      '__.._etc_passwd.yaml',
    ])
    expect(new Set(names).size).toBe(5)
  })

  test('is never a device of Windows', () => {
    expect(
      namesOf([['con'], ['LPT1.x'], ['com¹'], ['console']]).map((name) => name.replace(/~[0-9a-f]{8}/, '')),
    ).toEqual(['_con.yaml', '_LPT1.x.yaml', '_com¹.yaml', 'console.yaml'])
  })

  test('of 300 characters is cut, and differs from others that begin alike', () => {
    const names = namesOf([['x'.repeat(300)], [`${'x'.repeat(300)}y`], ['x'.repeat(120)]])
    expect(names[0]).toMatch(/^x{120}~[0-9a-f]{8}\.yaml$/)
    expect(names[2]).toBe(`${'x'.repeat(120)}.yaml`)
    expect(new Set(names).size).toBe(3)
  })

  test('does not begin or end like a hidden file, a parent folder or a name that Windows trims', () => {
    expect(
      namesOf([['.env'], ['..'], ['a.'], ['a '], [''], ['...']]).map((name) => name.replace(/~[0-9a-f]{8}/, '')),
    ).toEqual(['_env.yaml', '_.yaml', 'a_.yaml', 'a_.yaml', '_.yaml', '_.yaml'])
  })

  test('is its own where only a changed name would be the same', () => {
    expect(namesOf([['a_b'], ['a?b']])[0]).toBe('a_b.yaml')
  })

  test('is never a name that another test got with a hash', () => {
    const [cleaned = ''] = namesOf([['a?b']])
    const names = namesOf([['a?b'], [cleaned.slice(0, -'.yaml'.length)]])
    expect(names[0]).toBe(cleaned)
    expect(names[1]).not.toBe(cleaned)
  })

  test('is cut between characters', () => {
    const [name = ''] = namesOf([['😀'.repeat(50)]])
    expect(name).toMatch(/^(?:😀){30}~[0-9a-f]{8}\.yaml$/u)
  })

  test('is never the name for calls outside of tests', () => {
    expect(FILE_CASSETTE).toBe('(file).yaml')
    expect(namesOf([['(FILE)']])[0]).toMatch(/^\(FILE\)~[0-9a-f]{8}\.yaml$/)
  })

  test('stays when a test of another name is added', () => {
    const before = namesOf([['a'], ['b?'], ['a']])
    expect(namesOf([['new'], ['a'], ['b?'], ['a']]).slice(1)).toEqual(before)
  })

  test('of any tests is safe, and of one test only on every file system', () => {
    const part = string({
      unit: constantFrom(
        'a',
        'A',
        'b',
        '/',
        '.',
        ' ',
        '(',
        '2',
        ')',
        '›',
        ':',
        '\n',
        'ß',
        'é',
        'e\u0301',
        '\ud800',
        '😀',
        '~',
        'x'.repeat(60),
        '好'.repeat(30),
      ),
      maxLength: 6,
    })
    check(
      property(array(array(part, { minLength: 1, maxLength: 2 }), { maxLength: 12 }), (paths) => {
        const names = namesOf(paths)
        for (const name of names) expect(name).toMatch(/^(?![ .])[^<>:"/\\|?*\p{Cc}\p{Cs}]+(?<![ .])\.yaml$/u)
        for (const name of names) expect(Buffer.byteLength(name)).toBeLessThanOrEqual(140)
        expect(new Set(names.map((name) => name.normalize('NFC').toUpperCase().toLowerCase())).size).toBe(paths.length)
      }),
      { numRuns: 500 },
    )
  })
})

describe('the folder of a test file', () => {
  test('is its path', () => {
    expect(folderOf('test/unit/chat.test.ts')).toBe('test/unit/chat.test.ts')
  })

  test('never leads out of the cassette folder', () => {
    expect(folderOf('../../secret.test.ts')).toBe('__/__/secret.test.ts')
    expect(folderOf('/etc/./x.test.ts')).toBe('etc/x.test.ts')
    expect(folderOf('C:/x.test.ts')).toMatch(/^C_~[0-9a-f]{8}\/x\.test\.ts$/)
    expect(folderOf('a\\..\\b.test.ts')).toMatch(/^a_\.\._b\.test\.ts~[0-9a-f]{8}$/)
  })

  test('belongs to no other file, even if a file system refuses a part of its name', () => {
    const folders = ['c:d.test.mjs', 'c_d.test.mjs', 'c?d.test.mjs', folderOf('c:d.test.mjs')].map(folderOf)
    expect(new Set(folders).size).toBe(4)
    expect(folders[1]).toBe('c_d.test.mjs')
  })

  test('is one, however its letters are composed', () => {
    expect(folderOf('u\u0308ber.test.ts')).toBe(folderOf('\u00fcber.test.ts'))
    expect(folderOf('\u00fcber.test.ts')).toBe('\u00fcber.test.ts')
  })

  test('keeps names as long as the file system has them', () => {
    const file = `${'long-'.repeat(40)}.test.ts`
    expect(folderOf(`test/${file}`)).toBe(`test/${file}`)
  })
})
