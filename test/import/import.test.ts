import { writeFileSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'

import { describe, expect, test } from 'vitest'

import { fieldOf, listOf, parseJson } from '../helpers/json-value.ts'
import { createRecordedProject, type RecordedProject } from '../helpers/projects/recorded-project.ts'
import { answerOf, askedOf } from './hand-made-call.ts'
import { handMade } from './hand-made.ts'

const ORIGIN = 'https://api.openai.com'
const URL_OF_CHAT = `${ORIGIN}/v1/chat/completions`

function write(project: RecordedProject, file: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(project.root, file)), { recursive: true })
  writeFileSync(join(project.root, file), content)
}

/** Imports files, and gives what `--json` says of them. */
async function importJson(project: RecordedProject, ...words: readonly string[]) {
  const { stdout, exitCode, output } = await project.rewind('import', ...words, '--json')
  return { files: listOf(parseJson(stdout), 'files'), exitCode, output }
}

const poolOf = (project: RecordedProject): string =>
  project
    .list('.rewind/import')
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => project.read(`.rewind/import/${name}`))
    .join('\n')

test('every format is recognized by its content, decoded by its bytes, and its calls wait for the next run', async () => {
  await using project = createRecordedProject()
  const recordings = handMade(ORIGIN)
  for (const { file, content } of recordings) write(project, `old/${file}`, content)
  write(project, 'old/README.md', '# Recordings')
  const { files, exitCode, output } = await importJson(project, 'old')
  expect(exitCode, output).toBe(0)
  expect(files).toHaveLength(recordings.length)
  for (const { file, format } of recordings)
    expect(files).toContainEqual(expect.objectContaining({ file: `old/${file}`, format, calls: 1 }))
  const pool = poolOf(project)
  for (const { prompt } of recordings) {
    expect(pool).toContain(`content: ${prompt}\n`)
    expect(pool).toContain(`${prompt} answers`)
  }
  expect(pool).not.toMatch(/Bearer|OPENAI_API_KEY|authorization/)
})

test('it says what a recording had lost, what was filled in, and which calls go to other hosts', async () => {
  await using project = createRecordedProject()
  for (const { file, content } of handMade(ORIGIN)) write(project, file, content)
  const { files } = await importJson(
    project,
    'vcrpy.yaml',
    'go-vcr-1.yaml',
    'pydantic.yaml',
    'browser.har',
    'trace.httprr',
  )
  expect(files).toEqual([
    {
      file: 'vcrpy.yaml',
      format: 'vcrpy',
      calls: 1,
      otherHosts: 1,
      lost: ['the times of 1 call'],
      filled: [],
    },
    {
      file: 'go-vcr-1.yaml',
      format: 'go-vcr',
      calls: 1,
      otherHosts: 0,
      lost: ['the request headers of 1 call', 'the response headers of 1 call', 'the times of 1 call'],
      filled: ['content-type: application/json in 1 response', 'the date of the file in 1 call'],
    },
    {
      file: 'pydantic.yaml',
      format: 'vcrpy',
      calls: 1,
      otherHosts: 0,
      lost: ['the exact bytes of 1 response', 'the times of 1 call'],
      filled: ['the date of the file in 1 call'],
    },
    { file: 'browser.har', format: 'har', calls: 1, otherHosts: 0, lost: [], filled: [] },
    {
      file: 'trace.httprr',
      format: 'httprr',
      calls: 1,
      otherHosts: 0,
      lost: ['the times of the chunks of 1 stream', 'the times of 1 call'],
      filled: ['the date of the file in 1 call'],
    },
  ])
})

test('the version that every client of Anthropic sends is filled in where it is missing; --header adds others', async () => {
  await using project = createRecordedProject()
  const body = { model: 'claude-haiku-4-5', max_tokens: 9, messages: [{ role: 'user', content: 'Hi' }] }
  const call = {
    scope: 'https://api.anthropic.com:443',
    method: 'POST',
    path: '/v1/messages',
    body,
    status: 200,
    response: { type: 'message', content: [{ type: 'text', text: 'Hello' }] },
    rawHeaders: ['content-type', 'application/json'],
  }
  write(project, 'nock.json', JSON.stringify([call, { ...call, body: { ...body, max_tokens: 10 } }]))
  const { files } = await importJson(project, 'nock.json', '--header', 'anthropic-beta: one')
  expect(fieldOf(files[0], 'filled')).toEqual([
    'anthropic-beta in 2 calls',
    'anthropic-version: 2023-06-01 in 2 calls',
    'the date of the file in 2 calls',
  ])
  expect(poolOf(project)).toContain('anthropic-version: "2023-06-01"')
})

function pair(request: object): string {
  return JSON.stringify({
    request: { method: 'POST', url: URL_OF_CHAT, headers: [['content-type', 'application/json']], ...request },
    response: { status: 200, headers: [['content-type', 'application/json']], body: answerOf('x') },
  })
}

/** An exchange of vcrpy, as an item of YAML. */
const exchange = (request: string): string => `- request: {${request}, method: POST}
  response: {body: {string: '{}'}, headers: {content-type: [application/json]}, status: {code: 200, message: OK}}
`

describe('what cannot be found by a request is left out and reported', () => {
  test('a request body that was filtered', async () => {
    await using project = createRecordedProject()
    write(project, 'filtered.json', pair({ body: '<FILTERED>' }))
    const { files, exitCode } = await importJson(project, 'filtered.json')
    expect(files).toMatchObject([
      { calls: 0, lost: ['call 1, a request body: it was not recorded, so that nothing can be found by it'] },
    ])
    expect(exitCode).toBe(1)
    expect(project.list('.rewind/import')).toEqual([])
  })

  test('but not one that was empty, or that is bytes', async () => {
    await using project = createRecordedProject()
    const invoke = 'https://bedrock-runtime.us-east-1.amazonaws.com/model/none/invoke'
    const upload = Buffer.from('--x\r\nContent-Disposition: form-data; name="model"\r\n\r\nwhisper-1\r\n--x--\r\n')
    const empty = exchange(`body: null, headers: {Content-Length: ['0']}, uri: '${invoke}'`)
    const headers = "{content-type: ['multipart/form-data; boundary=x']}"
    const binary = exchange(
      `body: !!binary "${upload.toString('base64')}", headers: ${headers}, uri: 'https://api.openai.com/v1/audio/transcriptions'`,
    )
    write(project, 'vcr.yaml', `interactions:\n${empty}${binary}version: 1\n`)
    const { files, output } = await importJson(project, 'vcr.yaml')
    expect(files, output).toMatchObject([{ format: 'vcrpy', calls: 2 }])
    expect(poolOf(project)).toContain('whisper-1')
  })

  test('a compressed body that was stored as a text, and one that does not decompress, among others', async () => {
    await using project = createRecordedProject()
    const packed = gzipSync(answerOf('x'))
    const damaged = Buffer.concat([packed.subarray(0, 20), Buffer.alloc(9)])
    const trace = JSON.stringify({
      http_interactions: [
        { string: packed.toString('utf8') },
        { base64_string: damaged.toString('base64') },
        { string: packed.toString('latin1') },
      ].map((body, index) => ({
        request: { method: 'post', uri: URL_OF_CHAT, body: { string: askedOf(`prompt ${index}`) }, headers: {} },
        response: { status: { code: 200 }, headers: { 'Content-Type': ['application/json'] }, body },
      })),
    })
    write(project, 'vcr.json', trace)
    const { files, exitCode } = await importJson(project, 'vcr.json')
    expect(files).toMatchObject([
      {
        calls: 1,
        lost: expect.arrayContaining([
          'call 1, a response body: it is compressed, and was stored as a text that has lost bytes',
          'call 2, a response body: it cannot be decompressed (gzip)',
        ]),
      },
    ])
    expect(exitCode).toBe(1)
    expect(poolOf(project)).toContain('x answers')
  })
})

test('a chunk of a negative size is not a chunk: the bytes are the body as they are', async () => {
  await using project = createRecordedProject()
  const asked = askedOf('Hi')
  const request = `POST /v1/chat/completions HTTP/1.1\r\nHost: api.openai.com\r\nContent-Length: ${asked.length}\r\n\r\n${asked}`
  const response = 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n'
  write(project, 'trace.httprr', `httprr trace v1\n${request.length} ${response.length}\n${request}${response}`)
  const { files } = await importJson(project, 'trace.httprr')
  expect(files).toMatchObject([{ format: 'httprr', calls: 1 }])
  expect(poolOf(project)).toContain('-5')
})

describe('what is not a recording is refused with the reason, and the others are read', () => {
  test('fixtures without requests, broken files by line, a file of nothing known', async () => {
    await using project = createRecordedProject()
    write(
      project,
      'aimock.json',
      JSON.stringify({ fixtures: [{ match: { userMessage: 'hi' }, response: { content: 'x' } }] }),
    )
    write(project, 'broken.yaml', 'interactions:\n- request:\n    body: "x\n  - : [')
    write(project, 'broken.json', '{\n  "log": {\n    "entries": [ }\n}')
    write(project, 'other.json', '{"name":"x"}')
    write(project, 'good.json', handMade(ORIGIN).find(({ file }) => file === 'nock.json')?.content ?? '')
    const names = ['aimock.json', 'broken.yaml', 'broken.json', 'other.json', 'good.json']
    const { files, exitCode } = await importJson(project, ...names)
    expect(exitCode).toBe(1)
    expect(files).toMatchObject([
      { format: null, refused: expect.stringContaining('fixtures of aimock contain no requests') },
      { format: null, refused: expect.stringContaining('it is broken YAML'), line: expect.any(Number) },
      { format: null, refused: expect.stringContaining('it is broken JSON'), line: 3 },
      { format: null, refused: expect.stringContaining('it has none of the known forms: har, vcr') },
      { format: 'nock', calls: 1 },
    ])
  })

  test('names that lead nowhere, no names, an unknown format and a header without a value are exit 2', async () => {
    await using project = createRecordedProject()
    write(project, 'a.json', '[]')
    const runs = await Promise.all([
      project.rewind('import', 'no-such.har'),
      project.rewind('import'),
      project.rewind('import', 'a.json', '--format', 'vcrpi'),
      project.rewind('import', 'a.json', '--header', 'nothing'),
    ])
    expect(runs.map(({ exitCode }) => exitCode)).toEqual([2, 2, 2, 2])
    expect(runs.map(({ stderr }) => stderr.split('\n')[0])).toEqual([
      expect.stringContaining('there is no file "no-such.har"'),
      expect.stringContaining('import needs the files to read'),
      expect.stringContaining('there is no format "vcrpi": did you mean vcrpy?'),
      expect.stringContaining('--header takes'),
    ])
    expect(project.exists('.rewind')).toBe(false)
  })
})

test('--dry-run writes nothing; a second import of a file takes the place of the first; --clear empties the pool', async () => {
  await using project = createRecordedProject()
  for (const { file, content } of handMade(ORIGIN).slice(0, 3)) write(project, `old/${file}`, content)
  const dry = await project.rewind('import', 'old', '--dry-run')
  expect(dry.stdout).toContain('3 calls would be imported from 3 files')
  expect(project.exists('.rewind')).toBe(false)
  await project.rewind('import', 'old')
  const once = poolOf(project)
  const again = await project.rewind('import', 'old/*')
  expect(again.stdout).toContain('3 calls imported from 3 files')
  expect(poolOf(project)).toBe(once)
  const cleared = await project.rewind('import', '--clear')
  expect(cleared).toMatchObject({ exitCode: 0, stdout: '.rewind/import is empty: 3 calls removed\n' })
  expect(project.exists('.rewind/import')).toBe(false)
})

test('secrets are replaced on the way into the pool', async () => {
  await using project = createRecordedProject()
  const key = ['sk', 'proj', 'Ab3dEf6hIj9lMn2pQr5tUv8xYz1bCd4fGh7jKl0n'].join('-')
  write(
    project,
    'leaky.json',
    JSON.stringify([
      {
        request: {
          url: URL_OF_CHAT,
          method: 'POST',
          headers: { authorization: `Bearer ${key}` },
          body: askedOf(`my key is ${key}`),
        },
        response: { status: 200, headers: { 'content-type': 'application/json' }, body: answerOf(`I saw ${key}`) },
      },
    ]),
  )
  const { files } = await importJson(project, 'leaky.json')
  expect(files).toMatchObject([{ format: 'vcr-test', calls: 1 }])
  expect(poolOf(project)).toContain('my key is <secret>')
  expect(poolOf(project)).not.toContain(key)
})

test('a value that is said to be base64, and is none, is a broken file with its line', async () => {
  const yaml = `interactions:
  - request: { method: POST, uri: 'https://api.openai.com/v1/chat/completions', headers: {}, body: !!binary "{not base64}" }
    response: { status: { code: 200 }, headers: {}, body: { string: 'x' } }
`
  await using project = createRecordedProject({ 'vcrpy.yaml': yaml })
  const { output, exitCode } = await project.rewind('import', 'vcrpy.yaml')
  expect(exitCode).toBe(1)
  expect(output).toContain('vcrpy.yaml:2')
  expect(output).toContain('a value that is said to be binary is not base64')
})
