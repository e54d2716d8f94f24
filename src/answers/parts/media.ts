import { decodeComponent } from '../../text/decode/decode-component.ts'
import type { DraftMedia } from './draft.ts'

/** What the first bytes of common formats are, in Latin-1, from a given place. */
const SIGNATURES: readonly (readonly [mimeType: string, start: string, at?: number])[] = [
  ['image/png', '\x89PNG'],
  ['image/jpeg', '\xff\xd8\xff'],
  ['image/gif', 'GIF8'],
  ['image/webp', 'WEBP', 8],
  ['image/bmp', 'BM'],
  ['audio/wav', 'WAVE', 8],
  ['audio/mpeg', 'ID3'],
  ['audio/mpeg', '\xff\xfb'],
  ['audio/mpeg', '\xff\xf3'],
  ['audio/ogg', 'OggS'],
  ['audio/flac', 'fLaC'],
  ['audio/mp4', 'ftypM4A', 4],
  ['video/mp4', 'ftyp', 4],
  ['video/webm', '\x1aE\xdf\xa3'],
  ['application/pdf', '%PDF'],
  ['application/zip', 'PK\x03\x04'],
]

const UNKNOWN = 'application/octet-stream'

/**
 * Makes media of bytes.
 *
 * @param mimeType - as it was named; found by the first bytes where it was not
 */
export function mediaOfBytes(bytes: Uint8Array, mimeType?: string, name?: string): DraftMedia {
  return { kind: 'media', mimeType: plainType(mimeType) ?? sniff(bytes) ?? UNKNOWN, bytes, name }
}

/** Makes media of a base64 text. */
export function mediaOfBase64(base64: string, mimeType?: string, name?: string): DraftMedia {
  return base64.startsWith('data:') ? mediaOfUrl(base64, name) : mediaOfBytes(decodeBase64(base64), mimeType, name)
}

/** Makes media of a URL: of its bytes where it is a data URL. */
export function mediaOfUrl(url: string, name?: string, mimeType?: string): DraftMedia {
  const match = DATA_URL.exec(url)
  if (match?.groups === undefined) return { kind: 'media', mimeType: mimeType ?? typeOfPath(url) ?? UNKNOWN, url, name }
  const { type = '', base64, content = '' } = match.groups
  const bytes = base64 === undefined ? Buffer.from(decodeComponent(content)) : decodeBase64(content)
  return mediaOfBytes(bytes, type === '' ? undefined : type, name)
}

/** Says whether a text is base64 of some length: what else could it be. */
export function isBase64(text: string): boolean {
  return text.length >= SHORTEST_BASE64 && BASE64.test(text)
}

const SHORTEST_BASE64 = 64
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/u
const DATA_URL = /^data:(?<type>[^;,]*)(?:;[^;,]*?)*?(?<base64>;base64)?,(?<content>[^]*)$/u

function decodeBase64(text: string): Uint8Array {
  const bytes = Buffer.from(text, 'base64')
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function plainType(mimeType: string | undefined): string | undefined {
  const type = mimeType?.split(';', 1)[0]?.trim().toLowerCase()
  return type === '' || type === UNKNOWN ? undefined : type
}

function sniff(bytes: Uint8Array): string | undefined {
  const start = Buffer.from(bytes.subarray(0, 16)).toString('latin1')
  return SIGNATURES.find(([, signature, at = 0]) => start.startsWith(signature, at))?.[0]
}

const TYPES_BY_EXTENSION: ReadonlyMap<string, string> = new Map([
  ['png', 'image/png'],
  ['jpg', 'image/jpeg'],
  ['jpeg', 'image/jpeg'],
  ['gif', 'image/gif'],
  ['webp', 'image/webp'],
  ['mp3', 'audio/mpeg'],
  ['wav', 'audio/wav'],
  ['mp4', 'video/mp4'],
  ['pdf', 'application/pdf'],
])

function typeOfPath(url: string): string | undefined {
  const extension = /\.(?<extension>[a-z0-9]{2,4})(?:[?#]|$)/iu.exec(url)?.groups?.['extension']
  return extension === undefined ? undefined : TYPES_BY_EXTENSION.get(extension.toLowerCase())
}
