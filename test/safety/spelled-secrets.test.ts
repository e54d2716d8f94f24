import { gunzipSync, gzipSync } from 'node:zlib'

import { expect, test } from 'vitest'

import { createRedactor } from '../../src/redact/redactor.ts'
import { spell, SPELLINGS } from './spellings.ts'

/** A body that a text is in, and the way back. */
interface Place {
  readonly write: (token: string) => Uint8Array
  readonly read: (body: Buffer) => string
}

const textOf = (token: string): string => String(JSON.parse(token))
const field = (json: string, name: string): string => String(JSON.parse(json)[name])
const boundary = '----form'

const PLACES: Readonly<Record<string, Place>> = {
  'a text': { write: (token) => Buffer.from(textOf(token)), read: (body) => body.toString() },
  JSON: {
    write: (token) => Buffer.from(`{"n":1,"content":${token}}`),
    read: (body) => field(body.toString(), 'content'),
  },
  'JSON within JSON': {
    write: (token) => Buffer.from(JSON.stringify({ arguments: `{"content":${token}}` })),
    read: (body) => field(field(body.toString(), 'arguments'), 'content'),
  },
  'a form': {
    write: (token) => Buffer.from(new URLSearchParams({ a: '1', q: textOf(token) }).toString()),
    read: (body) => new URLSearchParams(body.toString()).get('q') ?? '',
  },
  multipart: {
    write: (token) =>
      Buffer.concat([
        Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="a"\r\n\r\n`),
        Buffer.from([0xff, 0xfe, 0xff]),
        Buffer.from(`\r\n--${boundary}\r\ncontent-disposition: form-data; name="b"\r\n\r\n`),
        Buffer.from(textOf(token)),
        Buffer.from(`\r\n--${boundary}--\r\n`),
      ]),
    read: (body) => body.toString().split('name="b"\r\n\r\n')[1]?.split(`\r\n--${boundary}`)[0] ?? '',
  },
  'an event': {
    write: (token) => Buffer.from(`data: {"delta":${token}}\n\ndata: [DONE]\n\n`),
    read: (body) => field(body.toString().slice('data: '.length).split('\n\n')[0] ?? '', 'delta'),
  },
  'the events of a stream': {
    write: (token) =>
      Buffer.from(
        ['It is: ', ...(textOf(token).match(/[^]{1,9}/gu) ?? [])]
          .map((delta) => `data: ${JSON.stringify({ delta })}\n\n`)
          .join(''),
      ),
    read: (body) =>
      body
        .toString()
        .split('\n\n')
        .slice(0, -1)
        .map((event) => field(event.slice('data: '.length), 'delta'))
        .join(''),
  },
  gzip: { write: (token) => gzipSync(textOf(token)), read: (body) => gunzipSync(body).toString() },
}

/** A secret that is known, a token whose shape is, and a value that only its name gives away. */
const KINDS: Readonly<Record<string, string>> = {
  'known secret': 'q7/Zp-93hR+w2_vLx8"4TnB=',
  'token of GitHub': `ghp_${'a1B2c3D4e5F6'.repeat(3)}`,
  'value of a setting': 'jwt=Zq8Rt5Wm2Kx9Lp4N7vB3uY6sAe',
}

const redactor = createRedactor({ secrets: [{ name: 'KEY', value: KINDS['known secret'] ?? '' }], rules: [] })

/** Of a spelling, the part that is the secret in every one. */
function middleOf(text: string): string {
  return text.slice(text.length / 2 - 6, text.length / 2 + 6)
}

// A table rather than runs: `npm run faults` plants the same spellings in recordings.
test.for(SPELLINGS)('no kind of secret is left in any place: %s', (spelling) => {
  for (const [kind, secret] of Object.entries(KINDS)) {
    const token = spell(spelling, secret)
    for (const [place, { write, read }] of Object.entries(PLACES)) {
      const given = Buffer.from(write(token))
      expect.soft(read(given), `${kind} in ${place}, as it is given`).toContain(middleOf(textOf(token)))
      const redacted = Buffer.from(redactor.bytes(given))
      expect.soft(read(redacted), `${kind} in ${place}`).not.toContain(middleOf(textOf(token)))
      expect
        .soft(Buffer.from(redactor.bytes(redacted)).toString('hex'), `${kind} in ${place}, once more`)
        .toBe(redacted.toString('hex'))
    }
  }
})
