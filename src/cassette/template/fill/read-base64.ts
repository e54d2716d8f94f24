const SHORTEST = 256
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/
/** Of a cipher or a signature: in the alphabet of URLs. What has no digit or no capital may be words. */
const BASE64_OF_URLS = /^(?=[^-_]*[-_])(?=.*\d)(?=.*[A-Z])(?=.*[a-z])[A-Za-z0-9_-]*={0,2}$/
const DATA_URL = /^data:([\w.+-]+\/[\w.+-]+);base64,/

/** How bytes are spelled: as is usual, or in the alphabet of URLs, its end filled up with `=` or not. */
export type Base64Spelling = 'base64' | 'base64url' | 'base64url='

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
    const data = readAs(text.slice(url[0].length), 'base64')
    return data === undefined || url[1] === undefined ? undefined : { ...data, type: url[1] }
  }
  return (
    readAs(text, 'base64') ??
    (BASE64_OF_URLS.test(text) ? (readAs(text, 'base64url') ?? readAs(text, 'base64url=')) : undefined)
  )
}

/** Spells bytes as {@link readBase64} found them. */
export function spellBase64(bytes: Uint8Array, spelling: Base64Spelling): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (spelling === 'base64') return buffer.toString('base64')
  const text = buffer.toString('base64url')
  return spelling === 'base64url' ? text : text.padEnd(Math.ceil(text.length / 4) * 4, '=')
}

function readAs(text: string, spelling: Base64Spelling): ReadBase64 | undefined {
  if (spelling === 'base64' && (text.length % 4 !== 0 || !BASE64.test(text))) return undefined
  const bytes = Buffer.from(text, 'base64')
  return spellBase64(bytes, spelling) === text ? { bytes, spelling } : undefined
}
