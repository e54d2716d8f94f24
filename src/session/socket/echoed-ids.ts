import { textOfToken, parseCanonicalJson } from '../../key/canonical-json.ts'
import { isJsonList, type JsonNode } from '../../key/json-node.ts'
import { parseJsonPath, type JsonPathStep } from '../../key/json-path.ts'

/** Ids of the recording, and those that the client made up this time. */
export interface EchoedIds {
  /** Notes that a message of the recording was said again, with other ids. */
  learn(recorded: string, received: string): void
  /** Puts the ids of this time into a message of the recording. */
  apply(text: string): string
}

/**
 * Follows the ids that a client makes up: its server repeats them, and an application that waits for its own id would
 * wait forever where the recording has another.
 *
 * @param paths - where they are in the messages of the client
 */
export function createEchoedIds(paths: readonly string[]): EchoedIds {
  const steps = paths.map(parseJsonPath)
  const ids = new Map<string, string>()
  let longest = 0
  return {
    learn(recorded, received) {
      const [before, now] = [parseCanonicalJson(recorded), parseCanonicalJson(received)]
      if (before === undefined || now === undefined) return
      for (const path of steps) {
        const [old, made] = [tokenAt(before, path), tokenAt(now, path)]
        if (old === undefined || made === undefined || old === made) continue
        ids.set(old, made)
        longest = Math.max(longest, old.length)
      }
    },
    apply: (text) => (ids.size === 0 ? text : replaceTokens(text, ids, longest)),
  }
}

// One pass, however many ids there are: a session may have one for each message.
function replaceTokens(text: string, ids: ReadonlyMap<string, string>, longest: number): string {
  const parts: string[] = []
  let copied = 0
  let start = findQuote(text, 0)
  while (start !== -1) {
    const end = findQuote(text, start + 1)
    if (end === -1) break
    const made = end - start < longest ? ids.get(text.slice(start, end + 1)) : undefined
    if (made === undefined) {
      start = end
      continue
    }
    parts.push(text.slice(copied, start), made)
    copied = end + 1
    start = findQuote(text, copied)
  }
  return [...parts, text.slice(copied)].join('')
}

// The next one that no backslash makes a part of a text.
function findQuote(text: string, from: number): number {
  let index = text.indexOf('"', from)
  while (index !== -1 && isEscaped(text, index)) index = text.indexOf('"', index + 1)
  return index
}

function isEscaped(text: string, index: number): boolean {
  let first = index
  while (text[first - 1] === '\\') first -= 1
  return (index - first) % 2 === 1
}

// Of a text: the token with its quotes, which no part of a longer text is.
function tokenAt(node: JsonNode, steps: readonly JsonPathStep[]): string | undefined {
  const [step, ...rest] = steps
  if (step === undefined)
    return typeof node === 'string' && node.startsWith('"') && textOfToken(node) !== '' ? node : undefined
  if (typeof node === 'string') return undefined
  if (isJsonList(node)) {
    const item = step.kind === 'index' ? node[step.index] : undefined
    return item === undefined ? undefined : tokenAt(item, rest)
  }
  const member = step.kind === 'name' ? node.values[node.names.indexOf(JSON.stringify(step.name))] : undefined
  return member === undefined ? undefined : tokenAt(member, rest)
}
