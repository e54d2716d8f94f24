import { BASE64, longStretches, type Stretch } from '../../text/patterns/long-stretches.ts'
import { rememberLast } from '../../text/remember-last.ts'

/** In characters: what is shorter is no credential. */
const SHORTEST = 8

const stretchesOf = rememberLast((text) => longStretches(text, BASE64, SHORTEST))

/**
 * Lists the stretches of a text that are made of what keys, tokens and base64 are. Three searches ask for them, and the
 * text is looked at once.
 *
 * @param minimal - in characters, at least 8
 */
export function base64Stretches(text: string, minimal = SHORTEST): readonly Stretch[] {
  const stretches = stretchesOf(text)
  return minimal === SHORTEST ? stretches : stretches.filter(({ start, end }) => end - start >= minimal)
}
