import { matchesOf } from '../../text/patterns/matches-of.ts'
import { SECRET_PLACEHOLDER } from '../placeholder.ts'
import type { Replacement } from '../replacement.ts'
import { base64Stretches } from '../shapes/base64-stretches.ts'
import { BOT_NUMBER, BOT_TOKEN, OTHER_SHAPES, TOKEN_SHAPES, type TokenShape } from '../shapes/token-shapes.ts'
import { OTHER_PROBES, TOKEN_PROBES } from './token-probes.ts'

const MINIMAL = 16
/** So far from a stretch, the rest of its shape may be: `discord.com/api/webhooks/`. */
const REACH = 24
/** Digits of a bot's number, in base64. */
const LONGEST_NUMBER = 27
const ANY_TOKEN = new RegExp(TOKEN_PROBES)
const ANY_OTHER = new RegExp(OTHER_PROBES)

/** Finds the tokens whose shape is known. Most texts have no stretch as long as a token, and are not searched. */
export function findTokens(text: string): readonly Replacement[] {
  const shapes = new Set<TokenShape>()
  const note = (part: string, known: readonly TokenShape[]): void => {
    for (const shape of known) if (part.includes(shape.probe)) shapes.add(shape)
  }
  for (const { start, end } of base64Stretches(text, MINIMAL)) {
    const part = text.slice(Math.max(0, start - REACH), end + REACH)
    if (ANY_TOKEN.test(part)) note(part, TOKEN_SHAPES)
    if (text[end] === '.' && BOT_NUMBER.test(text.slice(Math.max(start, end - LONGEST_NUMBER), end)))
      shapes.add(BOT_TOKEN)
  }
  if (ANY_OTHER.test(text)) note(text, OTHER_SHAPES)
  return [...shapes].flatMap(({ pattern }) =>
    matchesOf(text, pattern).map(({ 0: match, index, groups }) => ({
      start: index - (groups?.['before']?.length ?? 0),
      end: index + match.length,
      as: SECRET_PLACEHOLDER,
    })),
  )
}
