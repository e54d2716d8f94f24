import { sha256 } from '../../process/sha256.ts'

const DIGITS = 16
const ANSWER_DIGITS = 8

/**
 * Digests a request as a cassette has it. A stored key is believed only beside the digest of its request: a
 * prompt that somebody edited must not be answered under the key of another. Checking a digest costs a tenth of
 * computing the key anew.
 *
 * @param section - the text of the call's `request:` entry, that line included
 * @param on - the seals of the calls that it refers to, by their numbers
 */
export function digestRequest(section: string, on: Readonly<Record<string, unknown>>): string {
  return sha256(Object.keys(on).length === 0 ? section : `${section}${JSON.stringify(on)}`).slice(0, DIGITS)
}

/** Digests the data of an answer: it shows which one was edited. */
export function digestAnswer(answer: unknown): string {
  return sha256(JSON.stringify(answer)).slice(0, ANSWER_DIGITS)
}

/**
 * Names a call as it was written: what refers to it carries this, wherever a merge puts it.
 *
 * @param written - the digests of its last line
 */
export function sealOf({ digest, answer }: { readonly digest: string; readonly answer: string | undefined }): string {
  return `${digest}${answer ?? ''}`
}
