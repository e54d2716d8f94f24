import { decodeUtf8 } from '../../text/decode/decode-utf8.ts'
import type { Bytes } from '../data/test-detail.ts'

/** Makes JSON data of bytes. */
export function describeBytes(bytes: Uint8Array): Bytes {
  const text = decodeUtf8(bytes)
  return text === undefined ? { kind: 'base64', base64: Buffer.from(bytes).toString('base64') } : { kind: 'text', text }
}
