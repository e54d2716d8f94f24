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
  return {
    learn(recorded, received) {
      const [before, now] = [parseCanonicalJson(recorded), parseCanonicalJson(received)]
      if (before === undefined || now === undefined) return
      for (const path of steps) {
        const [old, made] = [tokenAt(before, path), tokenAt(now, path)]
        if (old !== undefined && made !== undefined && old !== made) ids.set(old, made)
      }
    },
    apply: (text) => [...ids].reduce((result, [old, made]) => result.replaceAll(old, () => made), text),
  }
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
