import { describe, expect, test } from 'vitest'

import type { Call } from '../../src/cassette/call.ts'
import { RewindSecretError } from '../../src/errors.ts'
import type { Secret } from '../../src/redact/secrets.ts'
import { assertNoSecrets } from '../../src/session/write/assert-no-secrets.ts'
import { bytesOf, greeting, makeCall, serialize } from '../cassette/samples.ts'
import { said, sessionCall } from '../helpers/samples/voice-session.ts'

const names = {
  test: 'greets',
  cassette: 'cassettes/chat.yaml',
  rerecord: 'npx rewind update chat.test.ts -t "greets"',
  rerecordAll: 'npx rewind record chat.test.ts -t "greets"',
}
// Only the scanner takes one for tests for a secret; put together here, so that no scanner takes this file for a leak.
const TOKEN = ['sk', 'test', 'abcdefghij0123456789ABCDEFGHIJ'].join('_')

async function errorOf(calls: readonly Call[], secrets: readonly Secret[] = []): Promise<RewindSecretError> {
  try {
    await assertNoSecrets(names, { serialized: serialize(calls), calls, secrets })
  } catch (error) {
    if (error instanceof RewindSecretError) return error
    throw error
  }
  throw new Error('it passed')
}

const placesOf = async (call: Call): Promise<unknown> => (await errorOf([greeting, call])).places

const pass = (calls: readonly Call[]): Promise<void> =>
  assertNoSecrets(names, { serialized: serialize(calls), calls, secrets: [] })
const noise = (length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, index) => (index * index * 2_654_435_761) >>> 13)

describe('a secret in a finished cassette is an error', () => {
  test('that names cassette, call and JSON path, and never the secret', async () => {
    const error = await errorOf([
      greeting,
      makeCall({ request: { body: bytesOf(JSON.stringify({ messages: [{ content: `my key: ${TOKEN}` }] })) } }),
    ])
    expect(error).toMatchObject({
      code: 'REWIND_SECRET',
      cassette: 'cassettes/chat.yaml',
      places: [{ call: 2, path: 'request $.messages[0].content', kind: 'STRIPE_SECRET_KEY_TEST' }],
    })
    expect(error.message).toContain('  found     call 2: request $.messages[0].content (STRIPE_SECRET_KEY_TEST)')
    expect(error.remedy).toMatch(/redact: \[\{ pattern.*npx rewind update chat\.test\.ts -t "greets"/)
    expect(JSON.stringify(error) + error.message).not.toContain(TOKEN.slice(4, 20))
  })

  test('in the URL', async () => {
    expect(await placesOf(makeCall({ request: { url: `https://api.openai.com/v1/${TOKEN}` } }))).toMatchObject([
      { call: 2, path: 'request url' },
    ])
  })

  test('in a header', async () => {
    expect(await placesOf(makeCall({ response: { headers: { link: ['<a>', TOKEN] } } }))).toMatchObject([
      { call: 2, path: 'response header link' },
    ])
  })

  test('in an answer', async () => {
    const body = bytesOf(JSON.stringify({ choices: [{ 'the text': TOKEN }] }))
    expect(await placesOf(makeCall({ response: { body } }))).toMatchObject([
      { call: 2, path: 'response $.choices[0]["the text"]' },
    ])
  })

  test('in JSON inside a JSON string', async () => {
    const body = bytesOf(JSON.stringify({ tool: JSON.stringify({ key: TOKEN }) }))
    expect(await placesOf(makeCall({ response: { body } }))).toMatchObject([{ call: 2, path: 'response $.tool' }])
  })

  test('in JSON inside a text of a request', async () => {
    const body = bytesOf(JSON.stringify({ tool: JSON.stringify({ key: TOKEN }) }))
    expect(await placesOf(makeCall({ request: { body } }))).toMatchObject([{ call: 2, path: 'request $.tool' }])
  })

  test('in markup that is in a file', async () => {
    const page = `<style>\n${'.chip { border: 0 }\n'.repeat(80)}</style>\n<p>${TOKEN}</p>`
    const body = bytesOf(JSON.stringify({ page }))
    expect(await placesOf(makeCall({ response: { body } }))).toMatchObject([{ call: 2, path: 'response $.page' }])
  })

  test('in what several events have', async () => {
    const settings = Object.fromEntries(Array.from({ length: 20 }, (_unused, index) => [`setting_${index}`, 'default']))
    const events = ['created', 'completed'].map((type) => ({ type, response: { ...settings, key: TOKEN, type } }))
    const body = bytesOf(events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join(''))
    expect(await placesOf(makeCall({ response: { body } }))).toMatchObject([
      { call: 2, path: 'response line 1 $.response.key' },
    ])
  })

  test('in an event of a stream', async () => {
    const body = bytesOf(`data: {"a":1}\n\ndata: ${JSON.stringify({ delta: { text: TOKEN } })}\n\n`)
    expect(await placesOf(makeCall({ response: { body } }))).toMatchObject([
      { call: 2, path: 'response line 3 $.delta.text' },
    ])
  })

  test('in the pieces of a stream', async () => {
    const body = bytesOf(
      [TOKEN.slice(0, 9), TOKEN.slice(9, 30), TOKEN.slice(30)]
        .map((text) => `data: ${JSON.stringify({ delta: { text } })}\n\n`)
        .join(''),
    )
    expect(await placesOf(makeCall({ response: { body } }))).toMatchObject([
      { call: 2, path: 'response, over several events' },
    ])
  })

  test('in plain text', async () => {
    expect(await placesOf(makeCall({ response: { body: bytesOf(`a\nb ${TOKEN}\n`) } }))).toMatchObject([
      { call: 2, path: 'response line 2' },
    ])
  })

  test('in binary', async () => {
    const body = Buffer.concat([Buffer.from([255, 254, 0]), Buffer.from(TOKEN), Buffer.from([0, 255])])
    expect(await placesOf(makeCall({ response: { body } }))).toMatchObject([{ call: 2, path: 'response body' }])
  })

  test('in a binary message of a WebSocket session, and over several of its events', async () => {
    const call = sessionCall({
      protocol: '',
      messages: [
        said('client', new Uint8Array(Buffer.from(TOKEN))),
        ...[TOKEN.slice(0, 20), TOKEN.slice(20)].map((delta) => said('server', { type: 'delta', delta })),
      ],
    })
    expect(await placesOf(call)).toMatchObject([
      { call: 2, path: 'message 1', kind: 'STRIPE_SECRET_KEY_TEST' },
      { call: 2, path: 'messages, over several events', kind: 'STRIPE_SECRET_KEY_TEST' },
    ])
  })

  test('in the name of the test', async () => {
    const calls = [greeting]
    const serialized = { ...serialize(calls), text: serialize(calls).text.replace('greets', TOKEN) }
    await expect(assertNoSecrets(names, { serialized, calls, secrets: [] })).rejects.toMatchObject({
      places: [{ call: 0, path: 'the name of the test' }],
    })
  })

  test('that the redaction knows but something brought back', async () => {
    const secret = { name: 'A_KEY', value: 'abcdef-123456' }
    const error = await errorOf([makeCall({ response: { body: bytesOf('{"a":"abcdef-123456"}') } })], [secret])
    expect(error.places).toEqual([{ call: 1, path: 'response $.a', kind: 'a known secret' }])
  })

  test.each([
    '// secretlint-disable',
    'secretlint-disable',
    '<!-- secretlint-disable -->',
    '/* secretlint-disable */',
    '# secretlint-disable-line',
    '// secretlint-disable-next-line',
  ])('although the recorded text says %s', async (comment) => {
    const body = bytesOf(JSON.stringify({ a: `${comment}\n${comment} ${TOKEN} ${comment}` }))
    const text = bytesOf(`${comment}\n${TOKEN}`)
    expect(await placesOf(makeCall({ request: { body }, response: { body: text } }))).toHaveLength(2)
  })
})

describe('what is no secret passes:', () => {
  test('a streamed chat', () => pass([greeting]))

  test('a picture in base64', () =>
    pass([
      makeCall({
        response: { body: bytesOf(JSON.stringify({ b64_json: Buffer.from(noise(300_000)).toString('base64') })) },
      }),
    ]))

  test('sound', () => pass([makeCall({ response: { body: noise(200_000) } })]))

  test('embeddings', () => {
    const data = Array.from({ length: 50 }, (_, index) => ({
      embedding: Array.from({ length: 1536 }, (__, at) => Math.sin(index * 1536 + at) / 7),
    }))
    return pass([makeCall({ response: { body: bytesOf(JSON.stringify({ data })) } })])
  })

  test('embeddings in base64', () => {
    const vector = Buffer.from(Float32Array.from({ length: 1536 }, (_, at) => Math.sin(at)).buffer).toString('base64')
    return pass([makeCall({ response: { body: bytesOf(JSON.stringify({ data: [{ embedding: vector }] })) } })])
  })

  test('placeholders of a manual', () =>
    pass([
      makeCall({
        response: {
          body: bytesOf('Set OPENAI_API_KEY=sk-... and GITHUB_TOKEN=ghp_your_token, or postgres://<secret>@db/x'),
        },
      }),
    ]))
})
