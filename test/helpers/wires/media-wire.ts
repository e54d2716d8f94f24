import { createHash } from 'node:crypto'

/** A picture, as far as its first bytes go. */
const PNG: Uint8Array = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), noise('png', 5_000)])

/** A recording of speech, as far as its first bytes go. */
export const MP3: Uint8Array = Buffer.concat([Buffer.from('ID3\u0004\u0000'), noise('mp3', 20_000)])

/** Answers `POST /v1/images/generations` as OpenAI does: a picture in base64. */
export function generatedImage(): object {
  const usage = { input_tokens: 8, output_tokens: 272, total_tokens: 280 }
  return { created: 1_700_000_000, data: [{ b64_json: Buffer.from(PNG).toString('base64') }], usage }
}

/** A form with fields and a file, as `fetch` sends a `FormData`. */
export function upload(boundary: string, fields: Readonly<Record<string, string>>, file: Uint8Array): Uint8Array {
  const parts = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  )
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="speech.mp3"\r\nContent-Type: audio/mpeg\r\n\r\n`
  return Buffer.concat([Buffer.from(parts.join('') + head), file, Buffer.from(`\r\n--${boundary}--\r\n`)])
}

/** Bytes of no text: the same for the same seed. */
function noise(seed: string, length: number): Uint8Array {
  const blocks = Array.from({ length: Math.ceil(length / 32) }, (_unused, index) =>
    createHash('sha256').update(`${seed} ${index}`).digest(),
  )
  return Buffer.concat(blocks).subarray(0, length)
}
