import { describe, expect, test } from 'vitest'

import { RewindCassetteError } from '../../src/errors.ts'
import { bytesOf, callsOf, greeting, makeCall, serialize } from './samples.ts'

const { text } = serialize([greeting, makeCall({ response: { body: new Uint8Array([255, 0, 1]) } })])
const lineOf = (part: string, broken: string = text): number => broken.slice(0, broken.indexOf(part)).split('\n').length

function errorOf(broken: string): RewindCassetteError {
  try {
    callsOf(broken)
  } catch (error) {
    if (error instanceof RewindCassetteError) return error
    throw error
  }
  throw new Error('it was read')
}

function anchoredList(name: string, item: string): string {
  return `  ${name}: &${name} [${Array.from({ length: 12 }, () => item).join(', ')}]\n`
}

/** Says what is wrong, where, and what to do about it. */
function expectError(broken: string, expected: { line: number; problem: RegExp; remedy?: RegExp }): void {
  const error = errorOf(broken)
  expect(error).toMatchObject({ code: 'REWIND_CASSETTE', file: 'cassettes/chat.yaml', line: expected.line })
  expect(error.message).toContain(`cassettes/chat.yaml:${expected.line} `)
  expect(error.message).toMatch(expected.problem)
  expect(error.remedy).toMatch(expected.remedy ?? /delete the file and record the test again/)
}

describe('a file that is no cassette', () => {
  test('because it is empty', () => expectError('', { line: 1, problem: /is no cassette.*rewind: 1/ }))

  test('because its first document is a list', () => expectError('- rewind\n', { line: 1, problem: /is no cassette/ }))

  test('because its header is missing', () =>
    expectError(text.slice(text.indexOf('key:')), { line: 1, problem: /is no cassette/ }))

  test('because its header has another form', () =>
    expectError(text.replace('rewind: 1', 'rewind: one'), { line: 1, problem: /is no cassette/ }))

  test('because it is binary', () =>
    expectError('\u0000\u0001\u0002', { line: 1, problem: /not valid YAML|is no cassette/ }))

  test('because a newer rewind wrote it', () => {
    const error = errorOf(text.replace('rewind: 1', 'rewind: 2'))
    expect(error).toMatchObject({
      code: 'REWIND_CASSETTE_VERSION',
      line: 1,
      remedy: expect.stringContaining('rewind@latest'),
    })
  })
})

describe('a file that came out of a merge', () => {
  test('with all markers names the first of them', () => {
    const broken = text.replace(
      '  latency: 312\n',
      '<<<<<<< HEAD\n  latency: 312\n=======\n  latency: 313\n>>>>>>> main\n',
    )
    expectError(broken, {
      line: lineOf('<<<<<<< HEAD', broken),
      problem: /merge-conflict markers/,
      remedy: /resolve the conflict/,
    })
  })

  test('with the marker of a common ancestor left over names it', () => {
    const broken = text.replace('usage:\n', '||||||| 1f2e3d4\nusage:\n')
    expectError(broken, {
      line: lineOf('|||||||', broken),
      problem: /merge-conflict markers/,
      remedy: /resolve the conflict/,
    })
  })

  test('over several calls names the first marker', () => {
    const broken = `rewind: 1\n<<<<<<< HEAD\n${text.replace('rewind: 1\n', '')}=======\n---\n>>>>>>> main\n`
    expectError(broken, { line: 2, problem: /merge-conflict markers/, remedy: /resolve the conflict/ })
  })

  test('is not one whose texts speak of merges', () => {
    const diff = makeCall({
      response: { body: bytesOf('<<<<<<< HEAD\na\n||||||| 1f2e3d4\n=======\nb\n>>>>>>> main\n') },
    })
    expect(callsOf(serialize([diff]).text)).toEqual([diff])
  })

  test('with one marker left over names it', () => {
    const broken = text.replace('  latency: 312\n', '  latency: 312\n=======\n')
    expectError(broken, {
      line: lineOf('=======', broken),
      problem: /merge-conflict markers/,
      remedy: /resolve the conflict/,
    })
  })
})

describe('a file that was cut off', () => {
  test('within a response is not read as a shorter response', () => {
    const broken = text.slice(0, text.indexOf('data: [DONE]') + 6)
    expectError(broken, { line: lineOf('key:'), problem: /'recordedAt': the end of the file may be missing/ })
  })

  test('within a response, after its key was formatted, says so as well', () => {
    const broken = text
      .replace(`key: "${greeting.key}"`, `key: '${greeting.key}'`)
      .slice(0, text.indexOf('data: [DONE]') + 6)
    expectError(broken, { line: lineOf('key:'), problem: /'recordedAt': the end of the file may be missing/ })
  })

  test('within a quoted text says where', () => {
    const broken = text.slice(0, text.lastIndexOf('2026') + 4)
    expectError(broken, {
      line:
        lineOf('recordedAt', text.slice(text.lastIndexOf('recordedAt'))) +
        text.slice(0, text.lastIndexOf('recordedAt')).split('\n').length -
        1,
      problem: /is not valid YAML/,
    })
  })
})

describe('a call that is not one', () => {
  test('because YAML is broken names the very line', () => {
    const broken = text.replace('  status: 200', '  status: [200')
    const error = errorOf(broken)
    expect(error.message).toMatch(/is not valid YAML/)
    expect(error.line).toBeGreaterThanOrEqual(lineOf('status: [200', broken))
  })

  test('because a key is there twice', () => {
    const broken = text.replace('  latency: 312\n', '  latency: 312\n  latency: 313\n')
    expectError(broken, { line: lineOf('  latency: 313', broken), problem: /is not valid YAML: .*unique/ })
  })

  test('because a section is there twice', () => {
    const broken = text.replace('usage:\n', 'response:\n  status: 200\nusage:\n')
    expectError(broken, {
      line: lineOf('response:\n  status: 200\nusage', broken),
      problem: /is not valid YAML: .*unique/,
    })
  })

  test('because its document is a list', () =>
    expectError('rewind: 1\n---\n- a\n', { line: 3, problem: /expected a call/ }))

  test('because it has no request', () => {
    expectError(text.replace('request:', 'requests:'), {
      line: lineOf('key:'),
      problem: /expected 'request' with method and url/,
    })
  })

  test('because it has no response', () => {
    expectError(text.replace('\nresponse:', '\nresponses:'), {
      line: lineOf('key:'),
      problem: /expected 'response' with a status/,
    })
  })

  test('because its request has no method', () => {
    expectError(text.replace('  method: POST\n', ''), {
      line: lineOf('request:'),
      problem: /expected 'method' to be a text/,
    })
  })

  test('because its url is a number', () => {
    expectError(text.replace(/url: .*/, 'url: 12'), {
      line: lineOf('request:'),
      problem: /expected 'url' to be a text/,
    })
  })

  test('because its status is none', () => {
    expectError(text.replace('status: 200', 'status: 2000'), {
      line: lineOf('response:'),
      problem: /expected 'status' to be a number from 100 to 599/,
    })
  })

  test('because its status is a text', () => {
    expectError(text.replace('status: 200', 'status: "200"'), {
      line: lineOf('response:'),
      problem: /expected 'status' to be a number/,
    })
  })

  test('because it has no status', () => {
    expectError(text.replace('  status: 200\n', ''), {
      line: lineOf('response:'),
      problem: /expected 'status' to be a number/,
    })
  })

  test('because tabs indent it', () => {
    const broken = text.replace('  status: 200', '\tstatus: 200')
    expectError(broken, { line: lineOf('\tstatus', broken), problem: /is not valid YAML: .*[Tt]ab/ })
  })

  test('because its headers are a list', () => {
    expectError(text.replace(/(response:\n.*\n {2}headers:)\n(?: {4}.*\n)+/, '$1 [1, 2]\n'), {
      line: lineOf('response:'),
      problem: /expected 'headers'/,
    })
  })

  test('because its latency is a text', () => {
    expectError(text.replace('latency: 312', 'latency: soon'), {
      line: lineOf('response:'),
      problem: /expected 'latency' to be a number/,
    })
  })

  test('because its chunks have no times', () => {
    expectError(text.replace('[[18, 0], [14, 12.5]]', '[18, 14]'), {
      line: lineOf('response:'),
      problem: /expected each of 'chunks' to be \[bytes, milliseconds\]/,
    })
  })

  test('because its chunks are a number', () => {
    expectError(text.replace('[[18, 0], [14, 12.5]]', '32'), {
      line: lineOf('response:'),
      problem: /expected 'chunks' to be a list/,
    })
  })

  test('because its chunks have negative or broken sizes', () => {
    expectError(text.replace('[18, 0]', '[-18, 0]'), {
      line: lineOf('response:'),
      problem: /expected each of 'chunks'/,
    })
    expectError(text.replace('[18, 0]', '[1.5, 0]'), {
      line: lineOf('response:'),
      problem: /expected each of 'chunks'/,
    })
    expectError(text.replace('[18, 0]', '["18", 0]'), {
      line: lineOf('response:'),
      problem: /expected each of 'chunks'/,
    })
  })

  test('because its end is unknown', () => {
    expectError(text.replace('  latency: 312', '  end: soon\n  latency: 312'), {
      line: lineOf('response:'),
      problem: /expected 'end' to be complete, aborted or cut/,
    })
  })

  test('because its body has two forms', () => {
    expectError(text.replace('    text: |+', '    base64: AAAA\n    text: |+'), {
      line: lineOf('response:'),
      problem: /expected 'body' with one of json, text, base64, file/,
    })
  })

  test('because its request body has two forms', () => {
    expectError(text.replace('    json:\n', '    text: a\n    json:\n'), {
      line: lineOf('request:'),
      problem: /expected 'body' with one of/,
    })
  })

  test('because its text is a number', () => {
    expectError(text.replace(/text: \|\+\n(?: {6}.*\n|\n)+/, 'text: 42\n'), {
      line: lineOf('response:'),
      problem: /to be a text \(quoted/,
    })
  })

  test('because its base64 is garbage', () => {
    const broken = text.replace('/wAB', '/w*B')
    expect(broken).not.toBe(text)
    expectError(broken, {
      line: text.slice(0, text.lastIndexOf('\nresponse:') + 1).split('\n').length,
      problem: /'base64' that is not base64/,
    })
  })

  test('because its usage is a text', () => {
    expectError(text.replace(/usage:\n(?: {2}.*\n)+/, 'usage: much\n'), {
      line: lineOf('usage:'),
      problem: /expected 'usage' to be a mapping/,
    })
  })

  test('because its tokens are a text', () => {
    expectError(text.replace('input: 12', 'input: many'), {
      line: lineOf('usage:'),
      problem: /expected 'input' to be a number/,
    })
  })

  test.each([
    ['lists on one line', `${'['.repeat(5000)}1${']'.repeat(5000)}`],
    ['lists on one line, not too many for the YAML parser', `${'['.repeat(300)}1${']'.repeat(300)}`],
    ['mappings on one line', `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`],
    [
      'mappings, line by line',
      `\n${Array.from({ length: 5000 }, (_, depth) => `${'  '.repeat(depth + 3)}a:\n`).join('')}${'  '.repeat(5003)}b: 1`,
    ],
  ])('because it is nested without bound: %s', (_name, nested) => {
    const error = errorOf(text.replace(/ {4}json:\n(?: {6}.*\n)+/, `    json: ${nested}\n`))
    expect(error).toMatchObject({ code: 'REWIND_CASSETTE', file: 'cassettes/chat.yaml', line: expect.any(Number) })
    expect(error.message).toMatch(/is not valid YAML: it is nested more than 200 levels deep/)
  })

  test('because its base64 has a part of a group', () => {
    expectError(text.replace('/wAB', '/wA'), {
      line: text.slice(0, text.lastIndexOf('\nresponse:') + 1).split('\n').length,
      problem: /'base64' that is not base64/,
    })
  })

  test('because anchors in it grow without bound', () => {
    const bomb = `${anchoredList('a', 'x')}${anchoredList('b', '*a')}${anchoredList('c', '*b')}${anchoredList('d', '*c')}`
    expectError(`rewind: 1\n---\nrequest:\n${bomb}`, { line: 3, problem: /alias/ })
  })
})
