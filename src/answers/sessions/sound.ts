import type { DraftMedia } from '../parts/draft.ts'
import { mediaOfBytes } from '../parts/media.ts'

/** How the sound of a session is sampled; it comes in pieces, without a header. */
export interface SoundFormat {
  /** Format code of a WAV file: 1 for PCM of 16 bits, 6 for A-law, 7 for µ-law. */
  readonly code: 1 | 6 | 7
  /** Samples a second. */
  readonly rate: number
}

/** What OpenAI's and Gemini's models speak where nothing else is agreed on. */
export const USUAL_SOUND: SoundFormat = { code: 1, rate: 24_000 }
const TELEPHONE_RATE = 8000
const CODES: Readonly<Record<string, SoundFormat['code']>> = { pcm: 1, pcm16: 1, l16: 1, pcma: 6, pcmu: 7 }
const HEADER_BYTES = 44

/**
 * Reads how a sound is sampled.
 *
 * @param name - such as `audio/pcm;rate=16000` or `g711_ulaw`
 * @param rate - samples a second, where they are named apart
 * @returns undefined where the sound is of a format with a header of its own
 */
export function soundFormat(name: string, rate?: number): SoundFormat | undefined {
  const [type = '', ...parameters] = name.toLowerCase().split(';')
  const plain = type.trim().replace(/^audio\//u, '')
  const code = plain.startsWith('g711') ? (plain.endsWith('alaw') ? 6 : 7) : CODES[plain]
  if (code === undefined) return undefined
  const named = parameters.map((parameter) => /^\s*rate=(\d+)$/u.exec(parameter)?.[1]).find(Boolean)
  return {
    code,
    rate: rate ?? (named === undefined ? (code === 1 ? USUAL_SOUND.rate : TELEPHONE_RATE) : Number(named)),
  }
}

/** Puts the pieces of a sound together, as a file that can be played. */
export function joinSound(pieces: readonly Uint8Array[], format: SoundFormat): readonly DraftMedia[] {
  const sound = Buffer.concat(pieces)
  return sound.byteLength === 0 ? [] : [mediaOfBytes(Buffer.concat([wavHeader(sound.byteLength, format), sound]))]
}

// One channel. http://soundfile.sapp.org/doc/WaveFormat/
function wavHeader(size: number, { code, rate }: SoundFormat): Uint8Array {
  const bytesPerSample = code === 1 ? 2 : 1
  const header = Buffer.alloc(HEADER_BYTES)
  header.write('RIFF', 0)
  header.writeUInt32LE(HEADER_BYTES - 8 + size, 4)
  header.write('WAVEfmt ', 8)
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(code, 20)
  header.writeUInt16LE(1, 22)
  header.writeUInt32LE(rate, 24)
  header.writeUInt32LE(rate * bytesPerSample, 28)
  header.writeUInt16LE(bytesPerSample, 32)
  header.writeUInt16LE(bytesPerSample * 8, 34)
  header.write('data', 36)
  header.writeUInt32LE(size, 40)
  return header
}
