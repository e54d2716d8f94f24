import { array, constantFrom, nat, oneof, property, record, string, uint8Array, webUrl } from 'fast-check'

import { encodeFrame, framesOf } from '../../../src/redact/find/event-stream-frames.ts'
import { redactChunks } from '../../../src/redact/redact-chunks.ts'
import { createRedactor } from '../../../src/redact/redactor.ts'
import { spell, SPELLINGS } from '../spellings.ts'
import { fuzzProperty, type FuzzProperty } from './fuzz-property.ts'

const SECRET = 'q7/Zp-93hR+w2_vLx8"4TnB='
const redactor = createRedactor({
  secrets: [{ name: 'KEY', value: SECRET }],
  rules: [{ pattern: /cust_\d+/g, as: '<customer>' }],
})

const TRACES = SPELLINGS.map((spelling) => spell(spelling, SECRET).slice(1, -1)).map((text) =>
  text.slice(text.length / 2 - 8, text.length / 2 + 8),
)

/** A stream of events, some of which hold the secret, cut anywhere. */
const stream = record({
  events: array(
    oneof(
      string().map((text) => JSON.stringify(text)),
      constantFrom(...SPELLINGS).map((spelling) => spell(spelling, SECRET)),
    ),
    { minLength: 1, maxLength: 6 },
  ),
  places: array(nat(), { maxLength: 12 }),
}).map(({ events, places }) => {
  const body = Buffer.from(events.map((event) => `data: {"delta":${event}}\n\n`).join(''))
  const at = [...places.map((place) => place % (body.byteLength + 1)), body.byteLength].toSorted(
    (left, right) => left - right,
  )
  return { body, events, chunks: at.map((place, index) => ({ size: place - (at[index - 1] ?? 0), at: index })) }
})

const pieces = constantFrom(
  'sk-proj-',
  'abcdefghijklmnopqrstuvwxyz012345',
  SECRET,
  '<secret>',
  '<customer>',
  'cust_42',
  'https://u:p@h/?key=aaaaaaaaaaaaaaaaaaaa',
  '-----BEGIN PRIVATE KEY-----',
  'A'.repeat(64),
  '-----END PRIVATE KEY-----',
  '\\n',
  '"',
  ' ',
  '-',
  '?',
  '#',
  '&',
)

function assertSame(left: unknown, right: unknown): void {
  if (left !== right) throw new Error(`${JSON.stringify(left)} is not ${JSON.stringify(right)}`)
}

export const REDACTION: readonly FuzzProperty[] = [
  fuzzProperty(
    'a redacted stream keeps its framing and nothing of the secret, wherever it was cut',
    8000,
    property(stream, ({ body, events, chunks }) => {
      const redacted = redactChunks(body, chunks, redactor)
      const text = Buffer.from(redacted.body).toString()
      assertSame(
        redacted.chunks.reduce((sum, { size }) => sum + size, 0),
        redacted.body.byteLength,
      )
      const trace = TRACES.find((part) => text.includes(part))
      if (trace !== undefined) throw new Error(`${text} still has ${trace}`)
      const lines = text.split('\n\n')
      assertSame(lines.length, events.length + 1)
      for (const line of lines.slice(0, -1)) JSON.parse(line.slice('data: '.length))
    }),
  ),
  fuzzProperty(
    'what a model tells piece by piece has no secret when it is put together',
    6000,
    property(
      array(oneof(string({ unit: 'binary' }), pieces), { maxLength: 6 }),
      array(nat(), { minLength: 1, maxLength: 12 }),
      (parts, places) => {
        const told = parts.join('')
        const at = [...places.map((place) => place % (told.length + 1)), told.length].toSorted(
          (left, right) => left - right,
        )
        // Every other event is of another kind, so that no text is the same in all of them.
        const events = ['first ', ...at.map((place, index) => told.slice(at[index - 1] ?? 0, place))]
        const redacted = Buffer.from(
          redactor.bytes(
            new Uint8Array(Buffer.from(events.map((delta) => `data: ${JSON.stringify({ delta })}\n\n`).join(''))),
          ),
        ).toString()
        const deltas = redacted
          .split('\n\n')
          .slice(0, -1)
          .map((event): unknown => JSON.parse(event.slice('data: '.length)).delta)
        if (redactor.text(deltas.join('')) !== deltas.join(''))
          throw new Error(`${deltas.join('|')} still has a secret`)
      },
    ),
  ),
  fuzzProperty(
    'frames of an event stream stay right, and have nothing of the secret, wherever it is cut between them',
    3000,
    property(
      array(oneof(string(), constantFrom(SECRET)), { minLength: 1, maxLength: 5 }),
      array(nat(), { minLength: 1, maxLength: 8 }),
      uint8Array({ maxLength: 6 }),
      (parts, places, sound) => {
        const told = parts.join('')
        const at = [...places.map((place) => place % (told.length + 1)), told.length].toSorted(
          (left, right) => left - right,
        )
        // Every other event is of another kind, so that no text is the same in all of them.
        const texts = ['first ', ...at.map((place, index) => told.slice(at[index - 1] ?? 0, place))]
        const bytes = Buffer.concat([
          ...texts.map((text) => encodeFrame(Buffer.from('headers'), Buffer.from(JSON.stringify({ delta: { text } })))),
          encodeFrame(new Uint8Array(), Buffer.concat([Buffer.from([0xff]), sound])),
        ])
        const redacted = redactor.bytes(new Uint8Array(bytes))
        const frames = framesOf(redacted)
        assertSame(frames.at(-1)?.end, redacted.byteLength)
        assertSame(frames.length, texts.length + 1)
        const deltas = frames
          .slice(0, -1)
          .map(
            ({ payloadAt, payloadEnd }): unknown =>
              JSON.parse(Buffer.from(redacted.subarray(payloadAt, payloadEnd)).toString()).delta.text,
          )
        if (deltas.join('').includes(SECRET)) throw new Error(`${deltas.join('|')} still has the secret`)
      },
    ),
  ),
  fuzzProperty(
    'redacting again changes no text and no URL',
    12_000,
    property(array(oneof(pieces, string(), webUrl({ withQueryParameters: true, withFragments: true }))), (parts) => {
      const [text, url] = [redactor.text(parts.join('')), redactor.url(parts.join(''))]
      assertSame(redactor.text(text), text)
      assertSame(redactor.url(url), url)
    }),
  ),
  fuzzProperty(
    'redacting again changes no bytes',
    4000,
    property(
      array(
        oneof(
          uint8Array({ maxLength: 4 }),
          pieces.map((piece) => new Uint8Array(Buffer.from(piece))),
        ),
      ),
      (parts) => {
        const once = redactor.bytes(new Uint8Array(Buffer.concat(parts)))
        assertSame(Buffer.from(redactor.bytes(once)).toString('hex'), Buffer.from(once).toString('hex'))
      },
    ),
  ),
]
