import { expect, test } from 'vitest'
import { stringify } from 'yaml'

import { fieldOf, listOf, parseJson } from '../helpers/json-value.ts'
import { createRecordedProject } from '../helpers/projects/recorded-project.ts'
import { answerOf, askedOf } from './hand-made-call.ts'

const URL_OF_CHAT = 'https://api.openai.com/v1/chat/completions'
const SPLIT = 'a\r\nset-cookie: b'
const LOST = ['headers that no message can hold, of 1 request', 'headers that no message can hold, of 1 response']
const body = answerOf('Hi')

/** One call in each form, with headers that would end the head of a message. */
const RECORDINGS: Readonly<Record<string, string>> = {
  'msw-snapshot.json': JSON.stringify({
    request: { method: 'POST', url: URL_OF_CHAT, body: askedOf('Hi'), headers: [['openai-beta', SPLIT]], cookies: [] },
    response: {
      status: 200,
      statusText: 'OK\r\nx: y',
      body,
      headers: [
        ['openai-model', SPLIT],
        ['content-type', 'application/json'],
      ],
    },
  }),
  'vcr-test.json': JSON.stringify([
    {
      request: { method: 'POST', url: URL_OF_CHAT, body: askedOf('Hi'), headers: { 'openai-beta': SPLIT } },
      response: { status: 200, body, headers: { 'openai-model': SPLIT, 'content-type': 'application/json' } },
    },
  ]),
  'vcrpy.yaml': stringify({
    interactions: [
      {
        request: { method: 'POST', uri: URL_OF_CHAT, body: askedOf('Hi'), headers: { 'openai-beta': [SPLIT] } },
        response: {
          status: { code: 200, message: 'OK' },
          body: { string: body },
          headers: { 'openai-model': [SPLIT], 'content-type': ['application/json'] },
        },
      },
    ],
  }),
  'vcr.yml': stringify({
    http_interactions: [
      {
        request: {
          method: 'post',
          uri: URL_OF_CHAT,
          body: { string: askedOf('Hi') },
          headers: { 'openai-beta': [SPLIT] },
        },
        response: {
          status: { code: 200 },
          body: { string: body },
          headers: { 'openai-model': [SPLIT], 'content-type': ['application/json'] },
        },
      },
    ],
  }),
  'go-vcr.yaml': stringify({
    interactions: [
      {
        request: { method: 'POST', url: URL_OF_CHAT, body: askedOf('Hi'), headers: { 'openai-beta': [SPLIT] } },
        response: { code: 200, body, headers: { 'openai-model': [SPLIT], 'content-type': ['application/json'] } },
      },
    ],
  }),
  'nock.json': JSON.stringify([
    {
      scope: 'https://api.openai.com',
      method: 'POST',
      path: '/v1/chat/completions',
      reqheaders: { 'openai-beta': SPLIT },
      body: askedOf('Hi'),
      status: 200,
      response: body,
      rawHeaders: ['openai-model', SPLIT, 'content-type', 'application/json'],
    },
  ]),
  'polly.har': JSON.stringify({
    log: {
      entries: [
        {
          request: {
            method: 'POST',
            url: URL_OF_CHAT,
            headers: [{ name: 'openai-beta', value: SPLIT }],
            postData: { text: askedOf('Hi') },
          },
          response: {
            status: 200,
            headers: [
              { name: 'openai-model', value: SPLIT },
              { name: 'content-type', value: 'application/json' },
            ],
            content: { text: body },
          },
        },
      ],
    },
  }),
}

test('headers with line breaks are left out of every format and reported; folded lines become one', async () => {
  await using project = createRecordedProject(RECORDINGS)
  const files = Object.keys(RECORDINGS)
  const { stdout, output } = await project.rewind('import', ...files, '--json')
  const reports = listOf(parseJson(stdout), 'files')
  expect(reports, output).toHaveLength(files.length)
  for (const report of reports) {
    expect(report).toMatchObject({ calls: 1, lost: expect.arrayContaining(LOST) })
    expect(files).toContain(fieldOf(report, 'file'))
  }
  const pool = project
    .list('.rewind/import')
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => project.read(`.rewind/import/${name}`))
  expect(pool.join('')).not.toMatch(/set-cookie|x: y/)
})

test('folded lines of a header are one, and names beyond Latin-1 are kept by their bytes', async () => {
  const headers = { 'openai-beta': 'one,\r\n two', 'content-type': 'application/json' }
  const disposition = {
    'content-disposition': 'attachment; filename="日本.json"',
    'content-type': 'application/json\n',
  }
  const pair = {
    request: { method: 'POST', url: URL_OF_CHAT, body: askedOf('Hi'), headers },
    response: { status: 200, body, headers: disposition },
  }
  await using project = createRecordedProject({ 'calls.json': JSON.stringify([pair]) })
  const { stdout } = await project.rewind('import', 'calls.json', '--json')
  expect(listOf(parseJson(stdout), 'files')).toMatchObject([{ lost: ['the times of 1 call'] }])
  const [name] = project.list('.rewind/import').filter((one) => one.endsWith('.yaml'))
  const pool = project.read(`.rewind/import/${name}`)
  expect(pool).toContain('openai-beta: one, two')
  // What the bytes of UTF-8 are in Latin-1, as Node.js gives and takes headers.
  expect(pool).toContain(String.raw`filename=\"æ\u0097¥æ\u009c¬.json\"`)
})
