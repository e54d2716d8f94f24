import { gunzipSync, gzipSync } from 'node:zlib'

import { EventStreamCodec } from '@smithy/eventstream-codec'
import { describe, expect, test } from 'vitest'

import { redactChunks } from '../../src/redact/redact-chunks.ts'
import { createRedactor } from '../../src/redact/redactor.ts'

const SECRET = 'kq7Zp-93hRw2_vLx84TnB'
const TOKEN = `ghp_${'a1B2c3D4e5'.repeat(4)}`
const redactor = createRedactor({
  secrets: [{ name: 'KEY', value: SECRET }],
  rules: [{ pattern: /cust_\d+/g, as: '<customer>' }],
})
const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes).toString(),
  (text) => Buffer.from(text),
)
const redact = (bytes: Uint8Array): Buffer => Buffer.from(redactor.bytes(new Uint8Array(bytes)))

const frame = (payload: string | Uint8Array, type = 'chunk'): Uint8Array =>
  codec.encode({
    headers: { ':event-type': { type: 'string', value: type }, ':message-type': { type: 'string', value: 'event' } },
    body: Buffer.from(payload),
  })
const delta = (text: string): Uint8Array => frame(JSON.stringify({ contentBlockIndex: 0, delta: { text } }))
const wrapped = (event: object): Uint8Array =>
  frame(JSON.stringify({ bytes: Buffer.from(JSON.stringify(event)).toString('base64'), p: 'abcdef' }))

/** Reads the frames with the codec of AWS, which throws where a length or a checksum is wrong. */
function payloadsOf(stream: Uint8Array): string[] {
  const payloads: string[] = []
  for (let at = 0; at < stream.byteLength;) {
    const length = new DataView(stream.buffer, stream.byteOffset + at).getUint32(0)
    payloads.push(Buffer.from(codec.decode(stream.subarray(at, at + length)).body).toString())
    at += length
  }
  return payloads
}

describe('in an AWS event stream', () => {
  test('a secret, a known token and what a rule matches are replaced, and every frame stays right', () => {
    const stream = Buffer.concat([delta(`it is ${SECRET}!`), delta(`or ${TOKEN}`), delta(' for cust_42'), delta('end')])
    expect(payloadsOf(redact(stream)).map((payload): unknown => JSON.parse(payload).delta.text)).toEqual([
      'it is <secret>!',
      'or <secret>',
      ' for <customer>',
      'end',
    ])
  })

  test('a secret is found over several frames', () => {
    const stream = Buffer.concat([delta('it is '), delta(SECRET.slice(0, 8)), delta(`${SECRET.slice(8)}!`)])
    expect(payloadsOf(redact(stream)).map((payload): unknown => JSON.parse(payload).delta.text)).toEqual([
      'it is ',
      '<secret>',
      '!',
    ])
  })

  test('a secret is found in events that are packed in base64, whole and in pieces', () => {
    const stream = Buffer.concat([
      wrapped({ type: 'delta', text: `a ${SECRET}` }),
      wrapped({ type: 'delta', text: SECRET.slice(0, 9) }),
      wrapped({ type: 'delta', text: SECRET.slice(9) }),
    ])
    const events = payloadsOf(redact(stream)).map((payload): unknown =>
      JSON.parse(Buffer.from(JSON.parse(payload).bytes, 'base64').toString()),
    )
    expect(events).toEqual([
      { type: 'delta', text: 'a <secret>' },
      { type: 'delta', text: '<secret>' },
      { type: 'delta', text: '' },
    ])
  })

  test('a secret in sound and in a header is as long as it was', () => {
    const sound = frame(
      Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(SECRET), Buffer.from([0])]),
      `t ${SECRET}`,
    )
    const redacted = redact(sound)
    expect(redacted.byteLength).toBe(sound.byteLength)
    expect(payloadsOf(redacted)).toHaveLength(1)
    expect(redacted.toString('latin1')).not.toContain(SECRET.slice(4, 16))
  })

  test('what came before a cut is redacted', () => {
    const stream = Buffer.concat([delta(SECRET), delta(SECRET).subarray(0, 90)])
    expect(redact(stream).toString('latin1')).not.toContain(SECRET)
  })

  test('a stream without a secret is the same object', () => {
    const stream = new Uint8Array(Buffer.concat([delta('hello'), frame(Uint8Array.of(0xff))]))
    expect(redactor.bytes(stream)).toBe(stream)
  })

  test('chunks add up, and end with frames', () => {
    const frames = [delta('it is '), delta(SECRET), delta('!')]
    const body = new Uint8Array(Buffer.concat(frames))
    const chunks = frames.map(({ byteLength }, at) => ({ size: byteLength, at }))
    const redacted = redactChunks(body, chunks, redactor)
    let at = 0
    const payloads = redacted.chunks.flatMap(({ size }) => payloadsOf(redacted.body.slice(at, (at += size))))
    expect(payloads).toHaveLength(3)
  })
})

const form = (key: string, file: Uint8Array): Buffer =>
  Buffer.concat([
    Buffer.from(
      `--b\r\nContent-Disposition: form-data; name="api_key"\r\n\r\n${key}\r\n--b\r\nContent-Disposition: form-data; name="quote"\r\n\r\n{"said":"${SECRET}","for":"cust_7","t":"${TOKEN}"}\r\n--b\r\nContent-Disposition: form-data; name="f"; filename="${SECRET}.bin"\r\n\r\n`,
    ),
    file,
    Buffer.from('\r\n--b--\r\n'),
  ])

describe('in multipart with a binary part', () => {
  test('every part is redacted by what it is, a field that holds a credential as a whole', () => {
    const image = Buffer.from([0xff, 0xd8, 1, 2, 3])
    const packed = gzipSync(`{"custom_id":"${SECRET}"}\n`)
    const text = redact(form('hunter22', Buffer.concat([image, Buffer.from(SECRET), image]))).toString('latin1')
    expect(text).not.toContain(SECRET.slice(4, 16))
    expect(text).toContain('name="api_key"\r\n\r\n<secret>\r\n--b')
    expect(text).toContain('{"said":"<secret>","for":"<customer>","t":"<secret>"}')
    expect(text).toContain('filename="<secret>.bin"')
    const redacted = redact(form('hunter22', packed))
    const file = redacted.subarray(redacted.indexOf(packed.subarray(0, 3)), -9)
    expect(gunzipSync(file).toString()).toBe('{"custom_id":"<secret>"}\n')
  })
})

test('a packed file is packed again, and the same object where it holds no secret', () => {
  const packed = new Uint8Array(gzipSync('nothing'))
  expect(redactor.bytes(packed)).toBe(packed)
  expect(gunzipSync(redact(gzipSync(SECRET))).toString()).toBe('<secret>')
})

test('a secret in two bytes a character is found', () => {
  const bytes = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(SECRET, 'utf16le')])
  expect(redact(bytes).toString('utf16le')).not.toContain(SECRET.slice(4, 16))
})

// Fuzzing found it: the stars over the login of the second address made the first one's parameter look random.
test('redacting binary again changes nothing', () => {
  const address = `https://u:p@h/?key=${'a'.repeat(20)}`
  const once = redact(Buffer.concat([Buffer.from([0x80]), Buffer.from(`${address}-${address}`)]))
  expect(redact(once).toString('latin1')).toBe(once.toString('latin1'))
})
