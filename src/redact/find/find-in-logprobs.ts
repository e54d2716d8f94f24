import { mergeReplacements, type Replacement } from '../replacement.ts'
import { stringsOf, type JsonString } from './json-strings.ts'
import { joinPieces, spreadOver, type Piece } from './pieces.ts'

/** Without one of these, a text has no tokens with their likelihoods. */
const PROBE = /"(?:token|tokens)"\s*:/
const TOKEN = /(?:^|\.)(?:token|tokens\.\d+)\.$/
/** The bytes of a token stand beside it. */
const BYTES = /^"\s*,[^{}[\]]{0,200}"bytes"\s*:\s*\[([\d,\s]*)\]/

/**
 * Finds what is spread over the tokens that an answer lists with their likelihoods: `logprobs` say the text once more,
 * token by token, and the bytes of each.
 *
 * @param find - finds what is to be replaced in a text
 * @returns replacements in the tokens, and the bytes of those that change emptied
 */
export function findInLogprobs(text: string, find: (text: string) => readonly Replacement[]): readonly Replacement[] {
  if (!PROBE.test(text)) return []
  const tokens = stringsOf(text, [{ start: 0, end: text.length }]).filter(({ path }) => TOKEN.test(path))
  const groups = Map.groupBy(tokens, laneOf)
  return [...groups.values()].flatMap((group) => {
    const pieces = group.map((token): Piece => ({ ...token, isJson: true }))
    const found = find(joinPieces(pieces))
    if (found.length === 0) return []
    const spread = spreadOver(mergeReplacements(found), pieces)
    return [...spread, ...bytesBeside(text, group, spread)]
  })
}

// Tokens that follow each other are in the same place of the same list: all of the answer, or all that were likely
// second.
function laneOf({ path }: JsonString): string {
  return path.replace(/(content|chosenCandidates|topCandidates|tokens)\.\d+\./, '$1.')
}

function bytesBeside(
  text: string,
  tokens: readonly JsonString[],
  changed: readonly Replacement[],
): readonly Replacement[] {
  return tokens.flatMap(({ start, spelling }) => {
    const end = start + spelling.length
    if (!changed.some((one) => one.start >= start && one.end <= end)) return []
    const match = BYTES.exec(text.slice(end, end + 600))
    const list = match?.[1] ?? ''
    if (match === null || list === '') return []
    const at = end + match[0].length - 1 - list.length
    return [{ start: at, end: at + list.length, as: '' }]
  })
}
