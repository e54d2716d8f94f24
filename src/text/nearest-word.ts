import { createRequire } from 'node:module'

import type * as levenModule from 'leven'

/**
 * Finds the word that was probably meant.
 *
 * @param word - what was written
 * @param atMost - how many letters may differ
 * @returns the nearest of the known words, whatever its case; undefined where none is near
 */
export function nearestWord(
  word: string,
  known: readonly string[],
  atMost = Math.max(2, word.length / 2),
): string | undefined {
  // Loaded for the message of an error only.
  const { default: leven }: typeof levenModule = createRequire(import.meta.url)('leven')
  const ranked = known
    .map((name) => ({ name, distance: leven(word.toLowerCase(), name.toLowerCase()) }))
    .toSorted((left, right) => left.distance - right.distance)[0]
  return ranked !== undefined && ranked.distance <= atMost ? ranked.name : undefined
}

/**
 * Spells the question that a message ends with.
 *
 * @param meant - as it is shown; undefined where no word is near
 * @returns `: did you mean …?`, or nothing
 */
export function didYouMean(meant: string | undefined): string {
  return meant === undefined ? '' : `: did you mean ${meant}?`
}
