const SHORTEST = 256
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/
const DATA_URL = /^data:([\w.+-]+\/[\w.+-]+);base64,/

/**
 * Reads long base64, also of a data URL.
 *
 * @returns its bytes, and the type that a data URL names; undefined where it is none, or would be spelled otherwise
 */
export function readBase64(text: string): { readonly bytes: Uint8Array; readonly type?: string } | undefined {
  if (text.length < SHORTEST) return undefined
  const url = text.startsWith('data:') ? DATA_URL.exec(text.slice(0, 200)) : null
  const base64 = url === null ? text : text.slice(url[0].length)
  if (base64.length % 4 !== 0 || !BASE64.test(base64)) return undefined
  const bytes = Buffer.from(base64, 'base64')
  if (bytes.toString('base64') !== base64) return undefined
  return url?.[1] === undefined ? { bytes } : { bytes, type: url[1] }
}
