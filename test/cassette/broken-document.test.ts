import { describe, expect, test } from 'vitest'

import { text, lineOf, errorOf, expectError } from './expect-broken.ts'

function anchoredList(name: string, item: string): string {
  return `  ${name}: &${name} [${Array.from({ length: 12 }, () => item).join(', ')}]\n`
}

describe('a document that is not a call', () => {
  test('because YAML is broken names the very line', () => {
    const broken = text.replace('  status: 200', '  status: [200')
    const error = errorOf(broken)
    expect(error.message).toMatch(/is not valid YAML/)
    expect(error.line).toBeGreaterThanOrEqual(lineOf('status: [200', broken))
  })

  test('because a key is there twice', () => {
    const broken = text.replace('  status: 200\n', '  status: 200\n  status: 201\n')
    expectError(broken, { line: lineOf('  status: 201', broken), problem: /is not valid YAML: .*unique/ })
  })

  test('because a section is there twice', () => {
    const broken = text.replace('meta:', 'response:\n  status: 200\nmeta:')
    expectError(broken, {
      line: lineOf('response:\n  status: 200\nmeta', broken),
      problem: /is not valid YAML: .*unique/,
    })
  })

  test('because its document is a list', () =>
    expectError('rewind: 2\n---\n- a\n', { line: 3, problem: /expected a call/ }))

  test('because it has no request', () => {
    expectError(text.replace('request:', 'requests:'), {
      line: lineOf('request:'),
      problem: /expected 'request' with method and url/,
    })
  })

  test('because it has no response', () => {
    expectError(text.replace('\nresponse:', '\nresponses:'), {
      line: lineOf('request:'),
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
      problem: /expected 'status' to be a number from 200 to 599/,
    })
  })

  test('because its status is one that never ends a response', () => {
    expectError(text.replace('status: 200', 'status: 150'), {
      line: lineOf('response:'),
      problem: /expected 'status' to be a number from 200 to 599, .*but it is 150/,
    })
  })

  test.each([
    [
      'a name that is none',
      '"content type": text/plain',
      /has a header named "content type", which HTTP does not allow/,
    ],
    ['a name with a line break', '"a\\r\\nb": text/plain', /has a header named "a\\r\\nb"/],
    [
      'a value with a line break',
      'x-note: "a\\r\\nset-cookie: b"',
      /has a value of the header 'x-note' that HTTP does not allow/,
    ],
    [
      'a value that is no Latin-1',
      'x-note: ["fine", "…"]',
      /has a value of the header 'x-note' that HTTP does not allow/,
    ],
  ])('because a header has %s', (_, header, problem) => {
    const broken = text.replace('  status: 200\n', `  status: 200\n  trailers:\n    ${header}\n`)
    expectError(broken, { line: lineOf('response:'), problem })
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

  test('because its times are no numbers', () => {
    expectError(text.replace('"ms":[312,840]', '"ms":["soon",840]'), {
      line: lineOf('response:'),
      problem: /expected 'ms' to be \[until the headers, until the end\]/,
    })
  })

  test.each([['1?'], ['(-1)1'], ['(1.5)1'], ['*(3)']])('because its chunks are no counts: %s', (chunks) => {
    expectError(text.replace('"chunks":"11"', `"chunks":"${chunks}"`), {
      line: lineOf('response:'),
      problem: /'chunks', 'sizes' or 'times' that are not numbers in the short form/,
    })
  })

  test('because its end is unknown', () => {
    expectError(text.replace('  status: 200', '  status: 200\n  end: soon'), {
      line: lineOf('response:'),
      problem: /expected 'end' to be complete, aborted or cut/,
    })
  })

  test('because its body has two forms', () => {
    expectError(text.replace('    events: |', '    base64: AAAA\n    events: |'), {
      line: lineOf('response:'),
      problem: /expected 'body' with one of json, events, said, multipart, text, base64, file/,
    })
  })

  test('because its request body has two forms', () => {
    expectError(text.replace('    json:\n', '    text: a\n    json:\n'), {
      line: lineOf('request:'),
      problem: /expected 'body' with one of/,
    })
  })

  test.each([['events'], ['said']])('because its request body has a form of responses: %s', (form) => {
    expectError(text.replace(/( {2}body:\n) {4}json:\n(?: {6}.*\n)+/, `$1    ${form}: $answer.0.text\n`), {
      line: lineOf('request:'),
      problem: /expected the 'text', 'base64' or 'file' of 'body'/,
    })
  })

  test('because its body is said by no part of its answer', () => {
    const said = text.replace(/events: \|\n(?: {6}.*\n|\n)+/, 'said: Hello\n')
    expectError(said, { line: lineOf('response:'), problem: /expected 'said' to name a part of the answer/ })
    const another = said.replace('said: Hello', 'said: $answer.7.text')
    expectError(another, { line: lineOf('response:'), problem: /\$answer\.7\.text/ })
  })

  test('because its text is a number', () => {
    expectError(text.replace(/events: \|\n(?: {6}.*\n|\n)+/, 'text: 42\n'), {
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

  test('because its events are a number', () => {
    expectError(text.replace(/events: \|\n(?: {6}.*\n|\n)+/, 'events: 42\n'), {
      line: lineOf('response:'),
      problem: /expected 'events' to be a text/,
    })
  })

  test('because its usage is a text', () => {
    expectError(text.replace(/"usage":\{[^}]*\}/, '"usage":"much"'), {
      line: lineOf('meta:'),
      problem: /expected 'usage' to be a mapping/,
    })
  })

  test('because its tokens are a text', () => {
    expectError(text.replace('"input":12', '"input":"many"'), {
      line: lineOf('meta:'),
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
    expectError(`rewind: 2\n---\nrequest:\n${bomb}`, { line: 3, problem: /alias/ })
  })
})
