import { sha256 } from '../process/sha256.ts'

/**
 * Digests a request as it stands in a cassette. A stored key is believed only beside the digest of its request: a
 * prompt that somebody edited must not be answered under the key of another. Checking a digest costs a tenth of
 * computing the key anew.
 *
 * @param section - the text of the call's `request:` entry, that line included
 */
export function digestRequest(section: string): string {
  return sha256(section).slice(0, 16)
}
