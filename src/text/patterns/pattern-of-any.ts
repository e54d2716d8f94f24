import { escapePattern } from './escape-pattern.ts'

/** From the rarest to the most common in prompts and JSON; what is not listed is rarer still. */
const COMMON = String.raw`_=%\/:.-@+~#&0123456789QXZJKVYWUBGPFHDMCLNORSTIEAqxzjkvywbgpfmuclhdrsnitoae `

/**
 * Makes one pattern that tells whether any of many texts is in another.
 *
 * It looks for the rarest character of each text, and around it only then. Engines skip to one of a few characters many
 * at a time: for the 48 markers and spellings of a session this takes 0.4 µs for 2 kB, where `includes` for each of
 * them takes 22 µs, and a plain alternation 14 µs.
 *
 * @param texts - what is looked for; an empty one is found everywhere
 */
export function patternOfAny(texts: readonly string[]): RegExp {
  const shortest = texts.filter((text) => !texts.some((other) => other !== text && text.includes(other)))
  const byAnchor = Map.groupBy(new Set(shortest), rarestOf)
  const branches = byAnchor
    .entries()
    .map(([anchor, group]) => `${escapePattern(anchor)}(?:${group.map((text) => around(text, anchor)).join('|')})`)
  return new RegExp(texts.length === 0 ? '(?!)' : [...branches].join('|'))
}

function rarestOf(text: string): string {
  let rarest = text.slice(0, 1)
  for (const character of text.split('')) if (COMMON.indexOf(character) < COMMON.indexOf(rarest)) rarest = character
  return rarest
}

// What comes before the character, with it, and what comes after it.
function around(text: string, anchor: string): string {
  const end = text.indexOf(anchor) + anchor.length
  return `(?<=${escapePattern(text.slice(0, end))})(?=${escapePattern(text.slice(end))})`
}
