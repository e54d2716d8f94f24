import { deflateSync, gzipSync } from 'node:zlib'

/** Ways in which a secret gets into JSON text. */
export const SPELLINGS = [
  'plain',
  'nested JSON',
  'URL',
  'form',
  'twice URL-encoded',
  'base64',
  'base64url',
  'basic login',
  'hex',
  'upper-case hex',
  'escaped slashes',
  'wrapped base64',
  'base64 of base64',
  'HTML entities',
  'numbered entities',
  'Unicode escapes',
  'hex escapes',
  'every character URL-encoded',
  'base64, three times',
  'gzip in base64',
  'zlib in base64',
  'UTF-16 in base64',
  'list of bytes',
  'list of bytes in hex',
  'spaced hex',
  'hex with colons',
  'code points',
  'octal escapes',
  'lines of a mail',
  'colours of a terminal',
  'characters without a width',
  'soft hyphens',
  'dump of xxd',
  'dump of hexdump',
  'base64 in narrow lines',
  'hex in lines',
] as const

/**
 * Spells a secret as a JSON string.
 *
 * @param spelling - how
 * @param secret - the secret
 * @returns a JSON token
 */
export function spell(spelling: (typeof SPELLINGS)[number], secret: string): string {
  return SPELLERS[spelling](secret)
}

const eachUnit = (secret: string, escape: (code: string) => string): string =>
  secret.replaceAll(/./g, (unit) => escape(unit.charCodeAt(0).toString(16)))

const eachByte = (secret: string, spelled: (hex: string) => string): string =>
  [...Buffer.from(secret)].map((byte) => spelled(byte.toString(16).padStart(2, '0'))).join('')
const inBase64 = (content: string | Uint8Array): string => Buffer.from(content).toString('base64')

interface DumpStyle {
  /** Around the bytes as text. */
  readonly mark: string
  /** Behind the offset. */
  readonly gap: string
  /** Bytes that stand together. */
  readonly hex: RegExp
  /** Between the first eight bytes and the others. */
  readonly middle: string
}

function dumpOf(secret: string, { mark, gap, hex, middle }: DumpStyle): string {
  const lines =
    Buffer.from(secret)
      .toString('latin1')
      .match(/[^]{1,16}/g) ?? []
  return lines
    .map((line, index) => {
      const bytes = Buffer.from(line, 'latin1').toString('hex').replaceAll(hex, '$& ')
      const spaced = middle === '' ? bytes : `${bytes.slice(0, 24)}${middle}${bytes.slice(24)}`
      return `${(index * 16).toString(16).padStart(8, '0')}${gap}${spaced.padEnd(40 + middle.length * 9)} ${mark}${line}${mark}\n`
    })
    .join('')
}

const SPELLERS: Readonly<Record<(typeof SPELLINGS)[number], (secret: string) => string>> = {
  plain: (secret) => JSON.stringify(`my key is ${secret}, yes`),
  'nested JSON': (secret) => JSON.stringify(JSON.stringify({ key: secret, n: 1 })),
  URL: (secret) => JSON.stringify(`https://h.example/x?q=${encodeURIComponent(secret)}&r=1`),
  form: (secret) => JSON.stringify(new URLSearchParams({ q: secret, r: '1' }).toString()),
  'twice URL-encoded': (secret) => JSON.stringify(`next=${encodeURIComponent(encodeURIComponent(secret))}&x`),
  base64: (secret) => JSON.stringify(Buffer.from(secret).toString('base64')),
  base64url: (secret) => JSON.stringify(Buffer.from(secret).toString('base64url')),
  'basic login': (secret) => JSON.stringify(`Basic ${Buffer.from(`ann:${secret}`).toString('base64')}`),
  hex: (secret) => JSON.stringify(`0x${Buffer.from(secret).toString('hex')}`),
  'upper-case hex': (secret) => JSON.stringify(Buffer.from(secret).toString('hex').toUpperCase()),
  'escaped slashes': (secret) => JSON.stringify(secret).replaceAll('/', String.raw`\/`),
  'wrapped base64': (secret) =>
    JSON.stringify(Buffer.from(`a text before it: ${secret}`).toString('base64').replaceAll(/.{56}/g, '$&\n')),
  'base64 of base64': (secret) =>
    JSON.stringify(Buffer.from(Buffer.from(`key: ${secret}`).toString('base64')).toString('base64')),
  'HTML entities': (secret) =>
    JSON.stringify(
      secret.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll("'", '&#39;'),
    ),
  'numbered entities': (secret) => JSON.stringify(eachUnit(secret, (code) => `&#x${code};`)),
  'Unicode escapes': (secret) => `"${eachUnit(secret, (code) => String.raw`\u${code.padStart(4, '0')}`)}"`,
  'hex escapes': (secret) => JSON.stringify(eachUnit(secret, (code) => String.raw`\x${code}`)),
  'every character URL-encoded': (secret) => JSON.stringify(eachUnit(secret, (code) => `%${code}`)),
  'base64, three times': (secret) => JSON.stringify(inBase64(inBase64(inBase64(`key: ${secret}`)))),
  'gzip in base64': (secret) => JSON.stringify(inBase64(gzipSync(`key: ${secret}`))),
  'zlib in base64': (secret) => JSON.stringify(inBase64(deflateSync(`key: ${secret}`))),
  'UTF-16 in base64': (secret) => JSON.stringify(inBase64(Buffer.from(`key: ${secret}`, 'utf16le'))),
  'list of bytes': (secret) => JSON.stringify(JSON.stringify(Buffer.from(secret))),
  'list of bytes in hex': (secret) => JSON.stringify(eachByte(secret, (hex) => `0x${hex}, `)),
  'spaced hex': (secret) => JSON.stringify(`<Buffer ${eachByte(secret, (hex) => `${hex} `).trim()}>`),
  'hex with colons': (secret) => JSON.stringify(eachByte(secret, (hex) => `${hex}:`).slice(0, -1)),
  'code points': (secret) => JSON.stringify(eachUnit(secret, (code) => String.raw`\u{${code}}`)),
  'octal escapes': (secret) =>
    JSON.stringify(eachUnit(secret, (code) => `\\${Number.parseInt(code, 16).toString(8).padStart(3, '0')}`)),
  'colours of a terminal': (secret) => JSON.stringify(secret.replaceAll(/.{7}/g, '$&\u001b[m')),
  'characters without a width': (secret) => JSON.stringify(secret.replaceAll(/(?!^)./g, '\u200b$&')),
  'soft hyphens': (secret) => JSON.stringify(secret.replaceAll(/.{5}(?=.)/g, '$&\u00ad')),
  'dump of xxd': (secret) => JSON.stringify(dumpOf(secret, { mark: '', gap: ': ', hex: /..../g, middle: '' })),
  'dump of hexdump': (secret) => JSON.stringify(dumpOf(secret, { mark: '|', gap: '  ', hex: /../g, middle: ' ' })),
  'base64 in narrow lines': (secret) => JSON.stringify(inBase64(`a: ${secret}`).replaceAll(/.{12}/g, '$&\n')),
  'hex in lines': (secret) => JSON.stringify(Buffer.from(`a: ${secret}`).toString('hex').replaceAll(/.{16}/g, '$&\n')),
  'lines of a mail': (secret) => JSON.stringify(secret.replaceAll('=', '=3D').replaceAll(/.{9}/g, '$&=\r\n')),
}
