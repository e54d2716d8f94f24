/** Endings by media type; others are `.bin`. */
const ENDINGS: Readonly<Record<string, string>> = {
  'application/json': 'json',
  'application/pdf': 'pdf',
  'application/zip': 'zip',
  'audio/aac': 'aac',
  'audio/flac': 'flac',
  'audio/m4a': 'm4a',
  'audio/mp3': 'mp3',
  'audio/mp4': 'm4a',
  'audio/mpeg': 'mp3',
  'audio/ogg': 'ogg',
  'audio/opus': 'opus',
  'audio/wav': 'wav',
  'audio/webm': 'webm',
  'audio/x-wav': 'wav',
  'image/gif': 'gif',
  'image/jpeg': 'jpg',
  'image/jpg': 'jpg',
  'image/png': 'png',
  'image/svg+xml': 'svg',
  'image/webp': 'webp',
  'text/csv': 'csv',
  'text/html': 'html',
  'text/markdown': 'md',
  'text/plain': 'txt',
  'video/mp4': 'mp4',
  'video/webm': 'webm',
}

/** First bytes of files, in hex; `..` is any byte. They say more than a type that a client made up. */
const MAGIC: readonly (readonly [RegExp, string])[] = [
  [/^89504e470d0a1a0a/, 'png'],
  [/^ffd8ff/, 'jpg'],
  [/^47494638/, 'gif'],
  [/^52494646.{8}57415645/, 'wav'],
  [/^52494646.{8}57454250/, 'webp'],
  [/^(?:494433|fff[b3a2])/, 'mp3'],
  [/^4f676753/, 'ogg'],
  [/^664c6143/, 'flac'],
  [/^25504446/, 'pdf'],
  [/^504b0304/, 'zip'],
  [/^1f8b08/, 'gz'],
  [/^1a45dfa3/, 'webm'],
  [/^.{8}667479704d3441/, 'm4a'],
  [/^.{8}66747970/, 'mp4'],
]
const MAGIC_BYTES = 16

/** Names of files beside cassettes. */
export const SIDE_FILE: RegExp = /^[0-9a-f]{16}\.[a-z0-9]{2,5}$/

/**
 * Names a file beside the cassettes by what is in it.
 *
 * @param type - media type, where one is known
 * @param hash - hex digest of bytes
 */
export function sideFileName(bytes: Uint8Array, type: string | undefined, hash: (bytes: Uint8Array) => string): string {
  const head = Buffer.from(bytes.subarray(0, MAGIC_BYTES)).toString('hex')
  const ending = MAGIC.find(([pattern]) => pattern.test(head))?.[1]
  const named = ENDINGS[(type ?? '').replace(/;.*$/s, '').trim().toLowerCase()]
  return `${hash(bytes).slice(0, 16)}.${ending ?? named ?? 'bin'}`
}
