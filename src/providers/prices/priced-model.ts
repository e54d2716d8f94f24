import type { MatchLogic } from '@pydantic/genai-prices'

/**
 * Says whether a price is really for a model. The table finds many models by a prefix or a part of their id, so that a
 * later `claude-sonnet-5-1` would be charged as `claude-sonnet-5`; what follows the part must therefore be a date, a
 * revision or the like.
 *
 * @param match - how the table matches the model that it found
 * @param model - the lower-case model id of the call
 * @returns whether the id means that model
 */
export function isPricedModel(match: MatchLogic, model: string): boolean {
  // What follows a fine-tuned model's base is its owner's: ft:gpt-4o-mini-2024-07-18:org:name:id.
  const base = model.replace(/^(ft:[^:]+):.*$/u, '$1')
  return means(match, base) || means(match, withDashedDate(base))
}

/**
 * Says whether the table names snapshots of a model one by one: a price is then for these, and for no other.
 *
 * @param model - the lower-case id without a date
 */
export function namesSnapshots(match: MatchLogic, model: string): boolean {
  if ('or' in match) return match.or.some((part) => namesSnapshots(part, model))
  return 'equals' in match && /^-\d{4}/u.test(match.equals.toLowerCase().replace(model, ''))
}

function means(match: MatchLogic, model: string): boolean {
  if ('or' in match) return match.or.some((part) => means(part, model))
  if ('and' in match) return match.and.every((part) => means(part, model))
  if ('equals' in match) return match.equals.toLowerCase() === model
  if ('regex' in match) return new RegExp(match.regex).test(model)
  if ('ends_with' in match) return model.endsWith(match.ends_with.toLowerCase())
  if ('starts_with' in match) return continues(model, match.starts_with.toLowerCase(), 0)
  const part = match.contains.toLowerCase()
  return continues(model, part, model.indexOf(part))
}

const REVISION = new RegExp(
  `^(?:${[
    String.raw`[-@]\d{8}`,
    String.raw`-\d{4}-\d{2}-\d{2}`,
    String.raw`-\d{2}-(?:\d{4}|\d{2})`,
    String.raw`-\d{3,6}`,
    String.raw`-v\d+(?::\d+k?)*`,
    String.raw`:\d+k?`,
    '[-@](?:latest|default)',
    '-(?:preview|exp|experimental|thinking|instruct|it|chat)',
  ].join('|')})*$`,
  'u',
)

function continues(model: string, part: string, start: number): boolean {
  if (start < 0 || !model.startsWith(part, start)) return false
  const rest = model.slice(start + part.length)
  // A part that ends in a separator, or within a date (`-2025`), leaves the rest open on purpose.
  return /[^a-z0-9]$/u.test(part) || (/\d$/u.test(part) && /^\d{2,}/u.test(rest)) || REVISION.test(rest)
}

function withDashedDate(model: string): string {
  return model.replaceAll(/-(20\d{2})(\d{2})(\d{2})(?=-|:|$)/gu, '-$1-$2-$3')
}
