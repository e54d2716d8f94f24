import { EventStreamCodec } from '@smithy/eventstream-codec'
import { install, uninstall } from 'rewind'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'

import { readAnswer } from '../../src/answers/read-answer.ts'
import { NOISY_DIALECTS, startNoisyServer, type NoisyServer } from '../helpers/noisy-dialects.ts'
import { makeRecordedFolder, type RecordedFolder } from '../helpers/recorded-folder.ts'

let server: NoisyServer
let folder: RecordedFolder

beforeAll(async () => {
  server = await startNoisyServer()
  install({ hosts: [server.host] })
})
afterAll(async () => {
  uninstall()
  await server[Symbol.asyncDispose]()
})
beforeEach(() => {
  folder = makeRecordedFolder()
})
afterEach(() => folder[Symbol.dispose]())

/** Where the dialect shows in the path alone. */
const PATHS: Readonly<Record<string, string>> = {
  transcription: '/v1/audio/transcriptions',
  'bedrock-agent': '/agents/A1/agentAliases/B2/sessions/c3/text',
}

const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes).toString('utf8'),
  (text) => Buffer.from(text, 'utf8'),
)

interface Got {
  readonly url: string
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

async function send(dialect: string, request: object): Promise<Got> {
  const url = `${server.origin}${PATHS[dialect] ?? '/'}?dialect=${dialect}`
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'm', ...request }),
  })
  const headers = Object.fromEntries(answer.headers)
  return { url, status: answer.status, headers, body: new Uint8Array(await answer.arrayBuffer()) }
}

/** Asks, and returns what the answer says, as data. */
async function ask(dialect: string, prompt: string): Promise<string> {
  const { url, status, headers, body } = await send(dialect, { prompt })
  if (dialect.startsWith('bedrock')) assertFrames(Buffer.from(body))
  return JSON.stringify(
    readAnswer({
      request: { url, headers: {}, body: new Uint8Array() },
      response: { status, headers, body },
    }),
  )
}

/** What a client sends back with its next request: the ids and signatures of an answer. */
const SENT_BACK = /"(?:id|call_id|toolUseId|signature|thoughtSignature|encrypted_content)":"([^"]+)"/g

/** Asks twice; the second request has what the first answer was marked with. */
async function converse(dialect: string): Promise<void> {
  const { body } = await send(dialect, { prompt: 'the towns on the river' })
  const text = Buffer.from(body).toString('latin1')
  const inner = [...text.matchAll(/"bytes":"([^"]+)"/g)].map(([, base64 = '']) => Buffer.from(base64, 'base64'))
  const marks = [text, ...inner].flatMap((part) => [...String(part).matchAll(SENT_BACK)].map(([, mark]) => mark))
  await send(dialect, { prompt: 'the hills on the river', messages: [{ role: 'assistant', marks }] })
}

/** Fails where a length or a checksum is wrong. */
function assertFrames(body: Buffer): void {
  for (let at = 0; at < body.length; at += body.readUInt32BE(at))
    codec.decode(body.subarray(at, at + body.readUInt32BE(at)))
}

const asking = (dialect: string, prompt: string) => async (): Promise<void> => void (await ask(dialect, prompt))

describe.each(NOISY_DIALECTS.map((dialect) => [dialect]))('%s', (dialect) => {
  test('recorded again with the same words, changes nothing', async () => {
    expect(await folder.changedLines(asking(dialect, 'the towns on the river'))).toBe(0)
  })

  test('recorded again with another word, changes 8 lines at most', async () => {
    const lines = await folder.changedLines(
      asking(dialect, 'the towns on the river'),
      asking(dialect, 'the hills on the river'),
    )
    expect(lines).toBeGreaterThan(0)
    expect(lines).toBeLessThanOrEqual(8)
  })

  test('recorded again as an agent that sends back ids and signatures, changes nothing', async () => {
    expect(await folder.changedLines(() => converse(dialect))).toBe(0)
  })

  test('replays the words of an answer that a person edited', async () => {
    let before = ''
    await folder.record(async () => {
      before = await ask(dialect, 'the towns on the river')
    })
    folder.edit((text) => {
      const [request = '', answer = '', response = ''] = text.split(/^(?=answer:$|response:$)/m)
      const edited = answer.replaceAll('the towns on', 'all the old mills on').replaceAll('river: Tiber', 'river: Arno')
      return request + edited + response
    })
    let after = ''
    await folder.replay(async () => {
      after = await ask(dialect, 'the towns on the river')
    })
    expect(after).toBe(before.replaceAll('the towns on', 'all the old mills on').replaceAll('"Tiber"', '"Arno"'))
    expect(after).not.toBe(before)
  })
})
