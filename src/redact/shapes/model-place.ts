const BEFORE = new RegExp(
  [
    String.raw`\\*["']?\b(?:model|model_?id|model_?name|deployment|deployment_?(?:id|name)|engine|voice|voice_?id)\\*["']?\s*[:=]\s*\\*["']?`,
    String.raw`name="?(?:model|engine|voice)"?\r?\n(?:[^\r\n]+\r?\n)?\r?\n`,
    String.raw`\/(?:models?|deployments|engines)(?:\/|%2F)`,
  ]
    .map((source) => `(?:${source})$`)
    .join('|'),
  'i',
)
const BEHIND = /^(?:\\*["']|[&\s:/?#]|%2F|%3A|$)/i
const LONGEST_BEFORE = 80

/**
 * Whether a part of a text is where the name of a model would be: there, a variable's value that looks like a name is
 * one, and replacing it would make two models equal.
 */
export function standsForModel(text: string, start: number, end: number): boolean {
  return BEHIND.test(text.slice(end, end + 4)) && BEFORE.test(text.slice(Math.max(0, start - LONGEST_BEFORE), start))
}
