import { describe, expect, test } from 'vitest'

import { createRedactor } from '../../src/redact/redactor.ts'

const SECRET = 'q7/Zp-93hR+w2_vLx8"4TnB='
const redactor = createRedactor({
  secrets: [
    { name: 'KEY', value: SECRET },
    { name: 'OTHER_KEY', value: 'kq7Zp-93hRw2_vLx84TnB' },
  ],
  rules: [{ pattern: /cust_\w+/g, as: '<customer>' }],
})

const SAS =
  'https://acct.blob.core.windows.net/f.pdf?sv=2023-11-03&st=2024-01-05T00%3A00%3A00Z&se=2025-02-05T00%3A00%3A00Z&sr=b&sig=aB3xY9zQ1kLmN0pQrStUvWxYz0123456789aBcDeF%3D'

/** Texts that cost most: what patterns begin with and do not end, what is replaced at every step, deep escapes. */
const REPEATED: Readonly<Record<string, string>> = {
  'links that are signed': `${SAS}\n`,
  'links that are signed, in one line': SAS,
  'signatures alone': '&sig=AAAAAAAAAAAAAAAAAAAA',
  secrets: `${SECRET} `,
  'secrets in escapes': `${encodeURIComponent(encodeURIComponent(SECRET))}%2525`,
  'secrets in JSON': JSON.stringify(JSON.stringify({ key: SECRET })),
  'keys of PEM that do not end': '-----BEGIN PRIVATE KEY-----AAAA',
  'one key of PEM': 'A '.repeat(20),
  'web tokens that do not end': 'eyJaaaaaaaa.eyJaaaaaaaa.',
  'logins that do not end': '://a:',
  'names of fields': '"password":"',
  'fields of credentials': '{"api_key":"q7Zp93hRw2vLx84TnB"},',
  'pairs of a form': '&password=hunter22x',
  'lines of settings': 'API_TOKEN=q7Zp93hRw2vLx84TnB\n',
  backslashes: '\\',
  'escaped quotes': '\\"',
  quotes: '"',
  colons: ':',
  percents: '%25',
  entities: '&amp;',
  'base64 that begins as gzip does': `${Buffer.concat([Buffer.from([0x1f, 0x8b, 8]), Buffer.alloc(16, 97)]).toString('base64')} `,
  'wrapped base64': `${'A'.repeat(76)}\n`,
  'markers of tokens': 'sk-proj-',
  'markers of Voyage': 'pa-',
  'words about a bearer': 'Bearer a1 ',
  'events of a stream': `data: {"index":0,"delta":${JSON.stringify(SECRET.slice(0, 9))}}\n\ndata: {"index":0,"delta":${JSON.stringify(SECRET.slice(9))}}\n\n`,
  'values of JSON': `{"delta":${JSON.stringify(SECRET.slice(0, 9))}}\n{"delta":${JSON.stringify(SECRET.slice(9))}}\n`,
  'opened lists': '[',
  'opened objects': '{"a":',
  'empty lines': '}\n\n\n\n',
  customers: 'cust_1 ',
  letters: 'a',
  'lists in lists': '[{"a":"b"},',
  'names of settings': 'token=',
  'settings without an end': 'token=aB3xY9zQ1kLm_',
  'keys of accounts': 'AccountKey=AAAA',
  'calls that do not end': 'apiKey("',
  'names before a bracket': `${'a'.repeat(59)}(`,
  'members that are set': '["API_KEY"]    = "',
  'blocks of YAML': 'key: |\n    ',
  'types of variables': 'key: string | None',
  'bold names': 'api key:** ',
  'bytes in lines': String.raw`10,\n\n\n`,
  'lines of a dump': '00000000: 6120 6b65 7920 6b76 3754 7139 587a 5234  a key kv7Tq9XzR4\n',
  'dumps without an end': '00000000: 6120 6b65 ',
  colours: '\u001b[31mab\u001b[0m',
  'colours without an end': '\u001b[',
  'zero-width spaces': 'a\u200b',
  'rows of a table': 'a1b2c3d4,x;a1b2c3d4\n',
  'heads of tables': 'api_key,id\nZq8Rt5Wm2Kx9Lp4N,1\n',
  'lines of one value': 'a1b2c3d4e5f6g7h8\n',
  'members of HAR': '{"name":"a","b":"c",',
  'objects of tokens': '"tokens":{"a":1,',
  'logins of mysql': 'mysql -u a1b2c3d4 ',
  'lines of pgpass': 'a:5432:b:c:a1b2c3d4\n',
  'numbers of bots': 'MTIzNDU2Nzg5MDEyMzQ1Njc4.',
  'labels in Chinese': '密码：',
  'lines of narrow base64': 'aB3d\n',
  'UTF-16 in base64': '//4AAAAAAAAAAAAAAAAAAAAAAAAA ',
  'NUL characters': 'k\0',
  'rows of a JSON Web Key': '{"kty":"EC","d":"aB3dE5fG7hJ9aB3dE5fG7hJ9"},',
  'webhooks of Discord': `https://discord.com/api/webhooks/123456789012345678/${'aB3dE5fG7hJ9'.repeat(6)}\n`,
}
/** Those that took longest for 1 MB, by a second and more. */
const SLOWEST = [
  'base64 that begins as gzip does',
  'signatures alone',
  'links that are signed',
  'lists in lists',
  'names of settings',
  'UTF-16 in base64',
  'heads of tables',
  'webhooks of Discord',
] as const

function text(piece: string, length: number): string {
  return piece.repeat(Math.ceil(length / piece.length)).slice(0, length)
}

// The time of this process alone, the least of six: one alone may meet a collection of garbage.
function costOf(value: Uint8Array): number {
  const costs = [1, 2, 3, 4, 5, 6].map(() => {
    const before = process.cpuUsage()
    redactor.bytes(value)
    const { user, system } = process.cpuUsage(before)
    return user + system
  })
  return Math.min(...costs)
}

describe('four times the text takes no more than eight times as long', () => {
  test.each(Object.entries(REPEATED))('%s', (_name, piece) => {
    const [small, large] = [64_000, 256_000].map((length) => costOf(Buffer.from(text(piece, length))))
    // Half a millisecond is less than the clock tells apart.
    expect((large ?? 0) / Math.max(small ?? 0, 500)).toBeLessThan(8)
  })

  test.each(Object.entries(REPEATED))('binary: %s', (_name, piece) => {
    const [small, large] = [64_000, 256_000].map((length) =>
      costOf(Buffer.concat([Buffer.from([0xff, 0, 0xfe]), Buffer.from(text(piece, length))])),
    )
    expect((large ?? 0) / Math.max(small ?? 0, 500)).toBeLessThan(8)
  })
})

describe('a megabyte takes less than a second', () => {
  test.each(SLOWEST)('%s', (name) => {
    const value = Buffer.from(text(REPEATED[name] ?? '', 1_000_000))
    expect(costOf(value)).toBeLessThan(1_000_000)
    expect(costOf(Buffer.concat([Buffer.from([0xff, 0, 0xfe]), value]))).toBeLessThan(1_000_000)
  })
})
