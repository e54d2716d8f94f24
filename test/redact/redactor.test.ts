import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { createRedactor } from '../../src/redact/redactor.ts'
import type { ReplaceRule } from '../../src/text/patterns/replace-rule.ts'

const SECRET = 'k3y/with+odd "chars"\\and=more'

const redactorOf = (value: string, rules: readonly ReplaceRule[] = []) =>
  createRedactor({ secrets: [{ name: 'API_KEY', value }], rules })

const redactLogin = (password: string): string =>
  redactorOf(password).text(Buffer.from(`{"user":"ann","password":"${password}"}`).toString('base64'))

describe('an exact secret', () => {
  test('is replaced as it is', () => {
    expect(redactorOf('abcdef-123456').text('my abcdef-123456!')).toBe('my <secret>!')
  })

  test('is replaced in JSON', () => {
    expect(redactorOf(SECRET).text(JSON.stringify({ key: SECRET }))).toBe('{"key":"<secret>"}')
  })

  test('is replaced in JSON inside a JSON string', () => {
    const text = JSON.stringify({ arguments: JSON.stringify({ key: SECRET }) })
    expect(redactorOf(SECRET).text(text)).toBe(String.raw`{"arguments":"{\"key\":\"<secret>\"}"}`)
  })

  test('is replaced in JSON that is nested twice', () => {
    const text = JSON.stringify(JSON.stringify(JSON.stringify({ key: SECRET })))
    expect(redactorOf(SECRET).text(text)).toBe(JSON.stringify(JSON.stringify(JSON.stringify({ key: '<secret>' }))))
  })

  test('is replaced where it is URL-encoded', () => {
    expect(redactorOf(SECRET).text(`q=${encodeURIComponent(SECRET)}&r=1`)).toBe('q=<secret>&r=1')
  })

  test('is replaced where it is URL-encoded in lower case', () => {
    expect(redactorOf('abc/def/ghi+jkl').text('q=abc%2fdef%2fghi%2bjkl')).toBe('q=<secret>')
  })

  test('is replaced in a form', () => {
    expect(redactorOf(SECRET).text(new URLSearchParams({ q: SECRET }).toString())).toBe('q=<secret>')
  })

  test('is replaced in base64, which can be decoded as before', () => {
    const base64 = Buffer.from(`{"a":"${SECRET}"}`).toString('base64')
    const redacted = redactorOf(SECRET).text(`"${base64}"`)
    expect(Buffer.from(redacted.slice(1, -1), 'base64').toString()).toBe('{"a":"<secret>"}')
  })

  test('is replaced in base64 that begins with other bytes, padding included', () => {
    const base64 = Buffer.from(`\u0001\u0002\u0003${SECRET}`).toString('base64')
    expect(redactorOf(SECRET).text(`"${base64}"`)).toBe('"AQID<secret>"')
  })

  test('is replaced in URL-safe base64', () => {
    expect(redactorOf('>>>???>>>???~~~').text(Buffer.from('>>>???>>>???~~~').toString('base64url'))).toBe('<secret>')
  })

  test.each([
    (text: string) => Buffer.from(text).toString('hex'),
    (text: string) => Buffer.from(text).toString('hex').toUpperCase(),
  ])('is replaced in hex, which can be decoded as before: %s', (hex) => {
    expect(redactorOf(SECRET).text(`"${hex(SECRET)}"`)).toBe(`"${hex('<secret>')}"`)
    expect(redactorOf(SECRET).text(`"0x${hex(SECRET)}"`)).toBe(`"0x${hex('<secret>')}"`)
  })

  test('is replaced where JSON escapes its slashes', () => {
    expect(redactorOf('abc/def/ghi+jkl').text(String.raw`"abc\/def\/ghi+jkl"`)).toBe('"<secret>"')
  })

  test('is replaced where JSON escapes its backslash, and HTML its quote', () => {
    const secret = 'k7QUgDHSkMBc7/RXu"9\\j4%at6E9z'
    const redactor = createRedactor({ secrets: [{ name: 'KEY', value: secret }], rules: [] })
    expect(redactor.text(JSON.stringify(`so: ${secret.replaceAll('"', '&quot;')}`))).toBe('"so: <secret>"')
  })

  test('is replaced in entities of HTML though it holds what looks like another escape', () => {
    const secret = 'k7Q%6d"sPHySR\\b5Y4t-iQMa uz9z'
    const redactor = createRedactor({ secrets: [{ name: 'KEY', value: secret }], rules: [] })
    expect(redactor.text(JSON.stringify(`so: ${secret.replaceAll('"', '&quot;')}`))).toBe('"so: <secret>"')
  })

  test('is replaced where it is URL-encoded twice', () => {
    expect(redactorOf('abc/def/ghi+jkl').text(encodeURIComponent(encodeURIComponent('abc/def/ghi+jkl')))).toBe(
      '<secret>',
    )
  })

  test('that is short is replaced as a word', () => {
    expect(redactorOf('hunter2').text(JSON.stringify('hunter2\nhunter2 hunter2! bounty-hunter2 hunter20'))).toBe(
      String.raw`"<secret>\n<secret> <secret>! bounty-<secret> hunter20"`,
    )
  })

  test('leaves no trace of itself inside a longer base64 text', () => {
    expect(redactLogin('abcdef-123456')).toBe(redactLogin('zyxwvu-987654'))
  })

  test('is replaced as a whole where it contains another one', () => {
    const redactor = createRedactor({
      secrets: [
        { name: 'A', value: 'abcdef-123456' },
        { name: 'B', value: 'abcdef-123456-more' },
      ],
      rules: [],
    })
    expect(redactor.text('abcdef-123456-more')).toBe('<secret>')
  })

  test('is replaced together with another one that overlaps it', () => {
    const redactor = createRedactor({
      secrets: [
        { name: 'A', value: 'abcdef-123456' },
        { name: 'B', value: '123456-ghijkl' },
      ],
      rules: [],
    })
    expect(redactor.text('abcdef-123456-ghijkl')).toBe('<secret>')
  })

  test('is replaced although a rule puts its parts together', () => {
    const redactor = redactorOf('abcdef-123456', [{ pattern: /~+/g, as: '' }])
    expect(redactor.text('abcdef~~-123456')).toBe('<secret>')
  })

  test('is replaced although the placeholder of a rule is a part of it', () => {
    expect(redactorOf('abcdef-123456', [{ pattern: /_/g, as: '-' }]).text('abcdef-123456')).toBe('<secret>')
  })

  test('is ignored when it is empty', () => {
    expect(redactorOf('').text('text')).toBe('text')
  })
})

describe('a rule', () => {
  test('replaces every match without the g flag', () => {
    expect(redactorOf('', [{ pattern: /cust_\w+/, as: '<customer>' }]).text('cust_1 cust_2')).toBe(
      '<customer> <customer>',
    )
  })

  test('keeps no state between texts', () => {
    const pattern = /cust_\w+/gy
    pattern.lastIndex = 5
    const redactor = redactorOf('', [{ pattern, as: '<customer>' }])
    expect([redactor.text('a cust_1'), redactor.text('a cust_1')]).toEqual(['a <customer>', 'a <customer>'])
  })

  test('writes its text as it is', () => {
    expect(redactorOf('', [{ pattern: /(a)b/g, as: '$1$&' }]).text('ab')).toBe('$1$&')
  })

  test('gives the text where a secret lies inside its match', () => {
    expect(redactorOf('abcdef-123456', [{ pattern: /cust_\S+/g, as: '<customer>' }]).text('cust_abcdef-123456')).toBe(
      '<customer>',
    )
  })

  test('that matches its own text is applied once', () => {
    expect(redactorOf('', [{ pattern: /a/g, as: 'aa' }]).text('ba')).toBe('baa')
  })

  test('that matches nothing but emptiness changes nothing', () => {
    expect(redactorOf('', [{ pattern: /x*/g, as: '<x>' }]).text('abc')).toBe('abc')
  })
})

describe('a URL', () => {
  const redactor = createRedactor({ secrets: [], rules: [] })

  test('loses the values of secret parameters only', () => {
    const key = 'q7Zp93hRw2vLx84TnB'
    expect(
      redactor.url(`https://a.example/v1/x:run?key=${key}&alt=sse&X-Amz-Signature=1&pageToken=${key}&api%5Fkey=7`),
    ).toBe(
      `https://a.example/v1/x:run?key=<secret>&alt=sse&X-Amz-Signature=<secret>&pageToken=${key}&api%5Fkey=<secret>`,
    )
  })

  test('loses user and password', () => {
    expect(redactor.url('https://ann:pw@a.example/x@y')).toBe('https://a.example/x@y')
  })

  test('loses tokens in its fragment', () => {
    expect(redactor.url('/callback#access_token=abc&state=1')).toBe('/callback#access_token=<secret>&state=1')
  })

  test('is redacted as text too', () => {
    expect(redactorOf('abcdef-123456').url('https://a.example/abcdef-123456/x')).toBe('https://a.example/<secret>/x')
  })

  test('that cannot be parsed is redacted as text', () => {
    expect(redactorOf('abcdef-123456').url('http://[abcdef-123456?key=1')).toBe('http://[<secret>?key=1')
  })

  test('keeps its spelling', () => {
    expect(redactor.url('HTTPS://A.example/%7Ex?a=+%20&b=&key=')).toBe('HTTPS://A.example/%7Ex?a=+%20&b=&key=')
  })
})

describe('bytes', () => {
  test('without a secret are the same object', () => {
    const bytes = new TextEncoder().encode('nothing to see')
    expect(redactorOf('abcdef-123456').bytes(bytes)).toBe(bytes)
  })

  test('of text are redacted as text, byte order mark kept', () => {
    const bytes = new TextEncoder().encode('\uFEFFä abcdef-123456 €')
    expect(new TextDecoder('utf-8', { ignoreBOM: true }).decode(redactorOf('abcdef-123456').bytes(bytes))).toBe(
      '\uFEFFä <secret> €',
    )
  })

  test('that end within a character are redacted as text', () => {
    const bytes = new TextEncoder().encode('ghp_0123456789abcdefghijABCDEFGHIJ012345 €').subarray(0, -1)
    const expected = new TextEncoder().encode('<secret> €').subarray(0, -1)
    expect(createRedactor({ secrets: [], rules: [] }).bytes(bytes)).toEqual(expected)
  })

  test('of an unknown format keep their length', () => {
    const bytes = Buffer.concat([Buffer.from([0xff, 0x80, 0]), Buffer.from('päss-123456789'), Buffer.from([0xfe])])
    const redacted = Buffer.from(redactorOf('päss-123456789').bytes(bytes))
    expect(redacted.toString('latin1')).toBe('\u00ff\u0080\u0000<secret>*******\u00fe')
    expect(redacted.byteLength).toBe(bytes.byteLength)
  })

  test('of binary are not changed by rules if they are not read as text', () => {
    const bytes = Uint8Array.of(0xff, 0x31, 0x32)
    expect(redactorOf('', [{ pattern: /\d/g, as: '#' }]).bytes(bytes)).toBe(bytes)
  })
})

test('headers are redacted by value, a location as a URL', () => {
  expect(
    redactorOf('abcdef-123456').headers({
      location: '/x?token=1',
      link: '<abcdef-123456>',
      many: ['abcdef-123456', 'b'],
    }),
  ).toEqual({
    location: '/x?token=<secret>',
    link: '<<secret>>',
    many: ['<secret>', 'b'],
  })
})

describe('redacting again', () => {
  const pieces = fc.constantFrom(
    'sk-proj-',
    'abcdefghijklmnopqrstuvwxyz012345',
    'abcdef-123456',
    '<secret>',
    '<customer>',
    'cust_42',
    'secret',
    'https://u:p@h/?key=aaaaaaaaaaaaaaaaaaaa',
    '-----BEGIN PRIVATE KEY-----',
    'A'.repeat(64),
    '-----END PRIVATE KEY-----',
    '\\n',
    '"',
    ' ',
    '-',
  )

  test('changes no text', () => {
    const redactor = redactorOf('abcdef-123456', [
      { pattern: /cust_\w+/g, as: '<customer>' },
      { pattern: /\d\d/g, as: '9' },
    ])
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string())), (parts) => {
        const once = redactor.text(parts.join(''))
        expect(redactor.text(once)).toBe(once)
      }),
    )
  })

  test('changes no URL', () => {
    const redactor = redactorOf('abcdef-123456')
    fc.assert(
      fc.property(
        fc.array(fc.oneof(pieces, fc.webUrl({ withQueryParameters: true, withFragments: true }))),
        (parts) => {
          const once = redactor.url(parts.join(''))
          expect(redactor.url(once)).toBe(once)
        },
      ),
    )
  })

  test('changes no URL whose parts are others once something is replaced', () => {
    const redactor = redactorOf('')
    const key =
      '-----BEGIN PRIVATE KEY-----http://a.aa/aa?aa#aahttp://a.aa/aa/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-----END PRIVATE KEY-----'
    const once = redactor.url(`${key}https://u:p@h/?key=aaaaaaaaaaaaaaaaaaaa-----BEGIN PRIVATE KEY-----`)
    expect(redactor.url(once)).toBe(once)
  })

  test('changes no bytes', () => {
    const redactor = redactorOf('abcdef-123456')
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.uint8Array({ maxLength: 4 }),
            pieces.map((piece) => new TextEncoder().encode(piece)),
          ),
        ),
        (parts) => {
          const once = redactor.bytes(new Uint8Array(Buffer.concat(parts)))
          expect(redactor.bytes(once)).toBe(once)
        },
      ),
    )
  })
})

test('whatever the secret is, its text is gone', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 12 }), fc.string(), fc.string(), (secret, before, after) => {
      fc.pre(!'<secret>'.includes(secret.trim()))
      expect(redactorOf(secret).text(`${before}${JSON.stringify([secret])}${after}`)).not.toContain(
        JSON.stringify(secret).slice(1, -1),
      )
    }),
  )
})

test('the password of a WebRTC connection stays: an answer is none without it', () => {
  const sdp = 'a=ice-ufrag:ThWE0W\r\na=ice-pwd:jMjVyMQwPDperHKAo4nZuUxnzBST9SGM\r\na=rtcp-mux\r\n'
  expect(createRedactor({ secrets: [], rules: [] }).text(sdp)).toBe(sdp)
})

test('a value behind a sign without a letter stays: the sign names nothing', () => {
  const redactor = createRedactor({ secrets: [], rules: [] })
  for (const text of ['-- : kQ7xP2mZ9vT4', '{"a":"$$: kQ7xP2mZ9vT4"}', '.._=kQ7xP2mZ9vT4&r=1', '{"--":"kQ7xP2mZ9vT4"}'])
    expect(redactor.text(text)).toBe(text)
})

test('a secret that holds what looks like a field takes nothing with it', () => {
  const key = 'k7Q8JkSrdMh~_s!&+pwD=T-4yAQ9z'
  const form = new URLSearchParams({ q: key, r: '1' }).toString()
  expect(redactorOf(key).text(JSON.stringify({ form }))).toBe('{"form":"q=<secret>&r=1"}')
  expect(redactorOf(key).text(`next=${encodeURIComponent(form)}`)).toBe('next=q%3D<secret>%26r%3D1')
})
