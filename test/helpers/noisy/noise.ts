import { randomBytes, randomInt } from 'node:crypto'

/** An id. */
export const hex = (bytes: number): string => randomBytes(bytes).toString('hex')
/** Seconds since 1970. */
export const now = (): number => 1_790_000_000 + randomInt(1e6)
/** A count of tokens. */
export const tokens = (): number => randomInt(1, 10_000)
/** With a zero, so that git takes the file for binary. */
const secret = (): Buffer => Buffer.concat([Buffer.alloc(1), randomBytes(300 + 3 * randomInt(40))])
/** In base64. */
export const signature = (): string => secret().toString('base64')
/** As OpenAI spells what it encrypts. */
export const encrypted = (): string => {
  const text = secret().toString('base64url')
  return text.padEnd(Math.ceil(text.length / 4) * 4, '=')
}
const ALPHABET = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
/** The beginning of an alphabet. */
export const padding = (): string => ALPHABET.slice(0, randomInt(2, ALPHABET.length))
/** By which OpenAI hides how long a piece is: from nothing to 15 characters. */
export const obfuscation = (): string => randomBytes(16).toString('hex').slice(0, randomInt(0, 16))
