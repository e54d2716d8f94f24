import { deflateSync, gunzipSync, gzipSync, inflateSync } from 'node:zlib'

import { describe, expect, test } from 'vitest'

import { createRedactor } from '../../src/redact/redactor.ts'
import { spell } from '../safety/spellings.ts'

const SECRET = 'kq7Zp93hRw2vLx84TnB5'
const redactor = createRedactor({ secrets: [{ name: 'KEY', value: SECRET }], rules: [] })
const redact = (bytes: Uint8Array): Buffer => Buffer.from(redactor.bytes(bytes))
const base64 = (content: string | Uint8Array): string => Buffer.from(content).toString('base64')
const hex = (byte: number): string => byte.toString(16).padStart(2, '0')
const keyed = (key: string): string => `{"key":"${key}"}`
const part = (content: string): string => `--x\r\n\r\n${content}\r\n--x--\r\n`
const tokenOf = (token: string): object => ({ token, logprob: -0.1, bytes: [...Buffer.from(token)] })
const event = (text: string): string => `data: ${JSON.stringify({ delta: text })}\r\r`
const decode = (text: string): Buffer => Buffer.from(text, 'base64')

describe('base64 that holds a secret can be decoded as before', () => {
  test.each<[string, (text: string) => string, (redacted: string) => string]>([
    ['text', base64, (redacted) => decode(redacted).toString()],
    [
      'three times',
      (text) => base64(base64(base64(text))),
      (redacted) => decode(decode(decode(redacted).toString()).toString()).toString(),
    ],
    ['gzip', (text) => base64(gzipSync(text)), (redacted) => gunzipSync(decode(redacted)).toString()],
    ['zlib', (text) => base64(deflateSync(text)), (redacted) => inflateSync(decode(redacted)).toString()],
    ['UTF-16', (text) => base64(Buffer.from(text, 'utf16le')), (redacted) => decode(redacted).toString('utf16le')],
    ['hex', (text) => Buffer.from(text).toString('hex'), (redacted) => Buffer.from(redacted, 'hex').toString()],
  ])('%s', (_name, encode, decodeAgain) => {
    const redacted: { data: string } = JSON.parse(
      redactor.text(JSON.stringify({ data: encode(`{"key":"${SECRET}"}`) })),
    )
    expect(decodeAgain(redacted.data)).toBe('{"key":"<secret>"}')
  })

  test('also for what only its shape or its name says to be one', () => {
    const text = JSON.stringify({ api_key: 'Zq8Rt5Wm2Kx9', note: `ghp_${'aB3'.repeat(12)}` })
    expect(decode(redactor.text(base64(text))).toString()).toBe('{"api_key":"<secret>","note":"<secret>"}')
  })

  test('and what it is encoded beside stays', () => {
    const image = base64(Uint8Array.from({ length: 300 }, (_, index) => (index * 7919) % 251))
    expect(redactor.text(`${image} ${base64('no secret at all in here')}`)).toBe(
      `${image} ${base64('no secret at all in here')}`,
    )
  })
})

describe('a list of bytes that holds a secret is spelled as before', () => {
  const bytes = [...Buffer.from(`key ${SECRET}`)]
  const left = [...Buffer.from('key <secret>')]
  test.each<[string, (bytes: readonly number[]) => string]>([
    ['a Buffer as JSON', (list) => JSON.stringify({ type: 'Buffer', data: list })],
    ['JSON over several lines', (list) => JSON.stringify({ data: list }, undefined, 2)],
    ['a Buffer as it is logged', (list) => `<Buffer ${list.map(hex).join(' ')}>`],
    ['with colons', (list) => list.map(hex).join(':')],
    ['as code', (list) => list.map((byte) => `0x${hex(byte)}`).join(', ')],
  ])('%s', (_name, write) => {
    expect(redactor.text(write(bytes))).toBe(write(left))
  })

  test('numbers that are no text stay', () => {
    const vector = JSON.stringify({ embedding: Array.from({ length: 60 }, (_, index) => (index * 37) % 256) })
    expect(redactor.text(vector)).toBe(vector)
  })
})

const print = (spelling: 'dump of xxd' | 'dump of hexdump', text: string): string =>
  `see\n${String(JSON.parse(spell(spelling, text)))}.`

describe('a dump that holds a secret is printed as before', () => {
  test.each(['dump of xxd', 'dump of hexdump'] as const)('%s', (spelling) => {
    const given = print(spelling, `a key ${SECRET} and "more" of it`)
    const left = print(spelling, 'a key <secret> and "more" of it')
    expect(redactor.text(given)).toBe(left)
    // In JSON, quotes are shown as dots: what escapes them would be letters more.
    expect(redactor.text(JSON.stringify({ given }))).toBe(JSON.stringify({ given: left.replaceAll('"', '.') }))
  })

  test('and its last line says where the bytes end', () => {
    const given = print('dump of hexdump', `a key ${SECRET}`).replace(/\.$/, '0000001a\n')
    expect(redactor.text(given)).toBe(print('dump of hexdump', 'a key <secret>').replace(/\.$/, '0000000e\n'))
  })

  test('and one without a secret stays', () => {
    const text = print('dump of hexdump', 'nothing at all of that is in these bytes')
    expect(redactor.text(text)).toBe(text)
  })
})

describe('what nobody sees within a secret goes with it', () => {
  test.each([
    ['colours', '\u001b[01;31m\u001b[K'],
    ['zero-width spaces', '\u200b'],
    ['soft hyphens', '\u00ad'],
  ])('%s', (_name, mark) => {
    const split = `${SECRET.slice(0, 7)}${mark}${SECRET.slice(7)}`
    expect(redactor.text(`a ${split} b`)).toBe('a <secret> b')
    expect(redactor.text(JSON.stringify(`a ${split} b`))).toBe('"a <secret> b"')
  })

  test('and stays in other texts', () => {
    const text = '\u001b[1mbold\u001b[0m 👩\u200d💻 می\u200cخواهم co\u00adop\u00ader\u00ada\u00adtion'
    expect(redactor.text(text)).toBe(text)
  })
})

test.each([8, 20, 39, 76])('base64 in lines of %i can be decoded as before', (columns) => {
  const wrapped = base64(`a longer text: ghp_${'aB3'.repeat(12)}, and so on`).replaceAll(
    new RegExp(`.{${columns}}`, 'g'),
    '$&\n',
  )
  expect(decode(redactor.text(`see: ${wrapped}`).slice('see: '.length)).toString()).toBe(
    'a longer text: <secret>, and so on',
  )
})

test('base64 does not go on in the delimiter of multipart', () => {
  const text = `--x\r\n\r\n${base64(`the token ghp_${'aB3'.repeat(12)}, an`)}\r\n--x--\r\n`
  expect(redactor.text(text)).toBe(`--x\r\n\r\n${base64('the token <secret>, an')}\r\n--x--\r\n`)
})

test('base64 does not go on in a line of words', () => {
  const text = `${base64(`the token ghp_${'aB3'.repeat(12)}, an`)}\nSecond line`
  expect(redactor.text(text)).toBe(`${base64('the token <secret>, an')}\nSecond line`)
})

test('hex with a prefix is read', () => {
  const text = Buffer.from(`the token ghp_${'aB3'.repeat(12)}`).toString('hex')
  expect(redactor.text(`0x${text}`)).toBe(`0x${Buffer.from('the token <secret>').toString('hex')}`)
})

describe('UTF-16 that holds a secret stays UTF-16', () => {
  test.each<[string, (content: string) => Buffer]>([
    ['little-endian', (content) => Buffer.from(content, 'utf16le')],
    ['big-endian', (content) => Buffer.from(content, 'utf16le').swap16()],
    ['with a byte order mark', (content) => Buffer.from(`\uFEFF${content}`, 'utf16le')],
    ['with a byte order mark, big-endian', (content) => Buffer.from(`\uFEFF${content}`, 'utf16le').swap16()],
    ['with letters that are no UTF-8', (content) => Buffer.from(`é ${content}`, 'utf16le')],
  ])('%s', (_name, encode) => {
    expect(redact(encode(keyed(SECRET)))).toEqual(encode(keyed('<secret>')))
  })
})

test.each([
  ['code points', (unit: string) => String.raw`\u{${unit.charCodeAt(0).toString(16)}}`],
  ['octal escapes', (unit: string) => `\\${unit.charCodeAt(0).toString(8).padStart(3, '0')}`],
])('%s are read', (_name, escape) => {
  expect(redactor.text(`key: ${SECRET.split('').map(escape).join('')}, yes`)).toBe('key: <secret>, yes')
})

describe('a line of a mail that goes on', () => {
  test('is read as one', () => {
    expect(redactor.text(`a ${SECRET.slice(0, 9)}=\r\n${SECRET.slice(9)} b`)).toBe('a <secret> b')
  })

  test('is not the padding of base64', () => {
    const padded = base64(`a longer text: ${SECRET}`)
    expect(padded).toMatch(/[^=]=$/)
    expect(redactor.text(part(padded))).toBe(part(base64('a longer text: <secret>')))
  })
})

describe('tokens with their likelihoods', () => {
  const pieces = SECRET.match(/.{1,4}/g) ?? []

  test('lose the secret that they spell, and its bytes', () => {
    const content = ['It is ', ...pieces, '.'].map((token) => ({ ...tokenOf(token), top_logprobs: [tokenOf(token)] }))
    const redacted = redact(Buffer.from(JSON.stringify({ choices: [{ logprobs: { content } }] }))).toString()
    const { choices }: { choices: { logprobs: { content: { token: string; bytes: number[] }[] } }[] } =
      JSON.parse(redacted)
    expect(choices[0]?.logprobs.content.map(({ token }) => token).join('')).toBe('It is <secret>.')
    expect(choices[0]?.logprobs.content[1]).toEqual({
      token: '<secret>',
      logprob: -0.1,
      bytes: [],
      top_logprobs: [{ token: '<secret>', logprob: -0.1, bytes: [] }],
    })
    expect(redacted).not.toContain([...Buffer.from(pieces[2] ?? '')].join(','))
  })

  test('as a list of texts', () => {
    expect(redact(Buffer.from(JSON.stringify({ logprobs: { tokens: ['It is ', ...pieces] } }))).toString()).toBe(
      '{"logprobs":{"tokens":["It is ","<secret>","","","",""]}}',
    )
  })
})

test('a stream whose lines end with carriage returns is read as one text', () => {
  const [left, right] = [SECRET.slice(0, 8), SECRET.slice(8)]
  expect(redact(Buffer.from(event(left) + event(right) + event('.'))).toString()).toBe(
    event('<secret>') + event('') + event('.'),
  )
})

describe('other spellings that tools print', () => {
  const bytes = [...Buffer.from(SECRET)]
  const QUOTED = 'pa$$w0rd/with&chars=9"x'
  const quoting = createRedactor({ secrets: [{ name: 'PASSWORD', value: QUOTED }], rules: [] })

  test.each<[string, string]>([
    ['bytes of Go', `[${bytes.join(' ')}]`],
    ['a Uint8Array over several lines', `Uint8Array(20) [\n  ${bytes.join(',\n   ')}\n]`],
    ['bytes in hex with dashes', bytes.map(hex).join('-')],
    ['bytes in hex with commas', bytes.map(hex).join(',')],
    ['bytes in hex with their prefix alone', bytes.map((byte) => `0x${hex(byte)}`).join(' ')],
    ['entities with zeros', bytes.map((byte) => `&#x00${hex(byte)};`).join('')],
    ['decimal entities with zeros', bytes.map((byte) => `&#0${byte};`).join('')],
    ['long escapes of Python', bytes.map((byte) => String.raw`\U000000${hex(byte)}`).join('')],
  ])('%s', (_name, text) => {
    const middle = text.slice(20, 40)
    for (const given of [text, JSON.stringify({ text })]) {
      const redacted = redactor.text(given)
      expect(redacted).not.toBe(given)
      expect(redacted).not.toContain(middle)
      expect(redactor.text(redacted)).toBe(redacted)
    }
  })

  test.each([
    ['a field of CSV', QUOTED.replaceAll('"', '""')],
    ['quoted for a shell', String.raw`pa\$\$w0rd/with\&chars=9\"x`],
  ])('%s', (_name, spelling) => {
    expect(quoting.text(`a ${spelling} b`)).toBe('a <secret> b')
    expect(quoting.text(JSON.stringify(`a ${spelling} b`))).toBe('"a <secret> b"')
  })
})
