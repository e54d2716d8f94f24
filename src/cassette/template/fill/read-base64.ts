const SHORTEST = 256
const FILLED = /^[A-Za-z0-9+/]*={0,2}$/
/** Of a cipher or a signature. What has no digit or no capital may be words. */
const CIPHER = /^(?=.*\d)(?=.*[A-Z])(?=.*[a-z])(?:[A-Za-z0-9+/]*|[A-Za-z0-9_-]*={0,2})$/
const DATA_URL = /^data:([\w.+-]+\/[\w.+-]+);base64,/

/** How bytes are spelled: in the usual alphabet or that of URLs; with `=`, the end is filled up. */
export type Base64Spelling = 'base64=' | 'base64' | 'base64url' | 'base64url='

/** Bytes of a text. */
export interface ReadBase64 {
  readonly bytes: Uint8Array
  readonly spelling: Base64Spelling
  /** Media type, where a data URL names one. */
  readonly type?: string
}

/**
 * Reads long base64, also of a data URL.
 *
 * @returns undefined where it is none, or would be spelled otherwise
 */
export function readBase64(text: string): ReadBase64 | undefined {
  if (text.length < SHORTEST) return undefined
  const url = text.startsWith('data:') ? DATA_URL.exec(text.slice(0, 200)) : null
  if (url !== null) {
    const data = readFilled(text.slice(url[0].length))
    return data === undefined || url[1] === undefined ? undefined : { ...data, type: url[1] }
  }
  return readFilled(text) ?? readCipher(text)
}

/** Spells bytes as {@link readBase64} found them. */
export function spellBase64(bytes: Uint8Array, spelling: Base64Spelling): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  switch (spelling) {
    case 'base64=':
      return buffer.toString('base64')
    case 'base64':
      return buffer.toString('base64').replace(/=+$/, '')
    case 'base64url':
      return buffer.toString('base64url')
    case 'base64url=':
      return buffer.toString('base64').replaceAll('+', '-').replaceAll('/', '_')
    default:
      return spelling satisfies never
  }
}

function readFilled(text: string): ReadBase64 | undefined {
  if (text.length % 4 !== 0 || !FILLED.test(text)) return undefined
  const bytes = Buffer.from(text, 'base64')
  return spellBase64(bytes, 'base64=') === text ? { bytes, spelling: 'base64=' } : undefined
}

function readCipher(text: string): ReadBase64 | undefined {
  if (!CIPHER.test(text)) return undefined
  const bytes = Buffer.from(text, 'base64')
  const spelling = CIPHERS.find((known) => spellBase64(bytes, known) === text)
  return spelling === undefined ? undefined : { bytes, spelling }
}

const CIPHERS = ['base64', 'base64url', 'base64url='] as const
