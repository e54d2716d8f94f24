import type { Cassette } from '../../../src/cassette/cassette.ts'
import type { SerializedCassette } from '../../../src/cassette/form/serialize.ts'
import { sha256 } from '../../../src/process/sha256.ts'
import { bytesOf, makeCall, serialize } from '../../cassette/samples.ts'

/** Two cassettes of which no part is alike, large enough to take a while: text, and binary in a file beside it. */
export const LARGE_CASSETTES: readonly SerializedCassette[] = ['one', 'two'].map((word, index) =>
  serialize([
    ...Array.from({ length: 40 }, (_, number) =>
      makeCall({ response: { body: bytesOf(`${word} ${number} `.repeat(1500)) } }),
    ),
    makeCall({ response: { body: new Uint8Array(300_000).fill(254 - index) } }),
  ]),
)

/**
 * Tells which of them a cassette is, whole.
 *
 * @param cassette - as it was read
 * @returns 0 or 1; undefined where it is neither
 */
export function numberOf(cassette: Cassette): number | undefined {
  const bodies = cassette.entries.map((entry) => sha256(entry.response().body)).join(' ')
  const known = [0, 1].map((number) =>
    [
      ...Array.from({ length: 40 }, (_, call) => sha256(`${['one', 'two'][number]} ${call} `.repeat(1500))),
      sha256(new Uint8Array(300_000).fill(254 - number)),
    ].join(' '),
  )
  const found = known.indexOf(bodies)
  return found === -1 ? undefined : found
}
