import { describe, expect, test } from 'vitest'

import { text, lineOf, errorOf, expectError } from './expect-broken.ts'
import { bytesOf, callsOf, makeCall, serialize } from './samples.ts'

describe('a file that is not a cassette', () => {
  test('because it is empty', () => expectError('', { line: 1, problem: /is not a cassette.*rewind: 2/ }))

  test('because its first document is a list', () =>
    expectError('- rewind\n', { line: 1, problem: /is not a cassette/ }))

  test('because its header is missing', () =>
    expectError(text.slice(text.indexOf('request:')), { line: 1, problem: /is not a cassette/ }))

  test('because its header has another form', () =>
    expectError(text.replace('rewind: 2', 'rewind: one'), { line: 1, problem: /is not a cassette/ }))

  test('because it is binary', () =>
    expectError('\u0000\u0001\u0002', { line: 1, problem: /not valid YAML|is not a cassette/ }))

  test('because a newer rewind wrote it', () => {
    const error = errorOf(text.replace('rewind: 2', 'rewind: 3'))
    expect(error).toMatchObject({
      code: 'REWIND_CASSETTE_VERSION',
      line: 1,
      remedy: expect.stringContaining('rewind@latest'),
    })
  })

  test('because an older rewind wrote it', () => {
    const error = errorOf(text.replace('rewind: 2', 'rewind: 1'))
    expect(error).toMatchObject({
      code: 'REWIND_CASSETTE',
      line: 1,
      remedy: expect.stringContaining('record the test again'),
    })
    expect(error.message).toContain('cassettes/chat.yaml:1 has format version 1; this rewind reads version 2')
  })
})

describe('a file that came out of a merge', () => {
  test('with all markers names the first of them', () => {
    const broken = text.replace(
      '  status: 200\n',
      '<<<<<<< HEAD\n  status: 200\n=======\n  status: 201\n>>>>>>> main\n',
    )
    expectError(broken, {
      line: lineOf('<<<<<<< HEAD', broken),
      problem: /merge-conflict markers/,
      remedy: /resolve the conflict/,
    })
  })

  test('with the marker of a common ancestor left over names it', () => {
    const broken = text.replace('meta:', '||||||| 1f2e3d4\nmeta:')
    expectError(broken, {
      line: lineOf('|||||||', broken),
      problem: /merge-conflict markers/,
      remedy: /resolve the conflict/,
    })
  })

  test('over several calls names the first marker', () => {
    const broken = `rewind: 2\n<<<<<<< HEAD\n${text.replace('rewind: 2\n', '')}=======\n---\n>>>>>>> main\n`
    expectError(broken, { line: 2, problem: /merge-conflict markers/, remedy: /resolve the conflict/ })
  })

  test('is not one whose texts speak of merges', () => {
    const diff = makeCall({
      response: { body: bytesOf('<<<<<<< HEAD\na\n||||||| 1f2e3d4\n=======\nb\n>>>>>>> main\n') },
    })
    expect(callsOf(serialize([diff]).text)).toEqual([diff])
  })

  test('with one marker left over names it', () => {
    const broken = text.replace('  status: 200\n', '  status: 200\n=======\n')
    expectError(broken, {
      line: lineOf('=======', broken),
      problem: /merge-conflict markers/,
      remedy: /resolve the conflict/,
    })
  })
})

describe('a file that was cut off', () => {
  const cut = text.slice(0, text.indexOf('data: [DONE]') + 6)

  test('within a response is not read as a shorter response', () => {
    expectError(cut, {
      line: lineOf('request:'),
      problem: /without 'meta': the end of the file may be missing/,
      remedy: /version control.*ends with 'meta: \{\}'/,
    })
  })

  test('before the last line of its call says so as well', () => {
    expectError(text.slice(0, text.lastIndexOf('meta:')), {
      line: lineOf('request:', text) + text.slice(lineOf('---') - 1, text.lastIndexOf('---\n')).split('\n').length - 3,
      problem: /without 'meta'/,
      remedy: /version control/,
    })
  })

  test('within its last line says where', () => {
    const broken = text.slice(0, text.lastIndexOf('2026') + 4)
    expectError(broken, { line: broken.split('\n').length, problem: /is not valid YAML/ })
  })
})
