import { USAGE_COUNTS, type RecordedSocket, type TokenCounts, type Usage } from '../../cassette/call.ts'
import { isRecord, type UnknownRecord } from '../../text/unknown/is-record.ts'
import { sum } from './counts.ts'
import { readUsage } from './read-usage.ts'
import { readSocketEvents } from './socket-events.ts'
import { findTier } from './tier.ts'
import { at } from './value-at.ts'

/** Where a session names its model: OpenAI's server, its answers, and the first message of a Gemini client. */
const MODEL_PATHS = [
  ['session', 'model'],
  ['response', 'model'],
  ['setup', 'model'],
] as const

/**
 * Adds up what a provider counted over a WebSocket: once an answer (OpenAI Realtime and Responses) or a turn (Gemini
 * Live).
 *
 * @param provider - id of the provider
 * @returns the usage; undefined where the session counts nothing
 */
export function extractSocketUsage(provider: string, url: string, socket: RecordedSocket): Usage | undefined {
  const messages = readSocketEvents(socket).flatMap(({ json }) => (json === undefined ? [] : [json]))
  const counts = messages.flatMap((message) => {
    const usage = usageOf(message)
    return usage === undefined ? [] : (readUsage(usage) ?? [])
  })
  if (counts.length === 0) return undefined
  const tier = findTier({}, messages)
  return { provider, model: modelOf(url, messages), ...(tier === undefined ? {} : { tier }), ...addCounts(counts) }
}

function usageOf(message: UnknownRecord): UnknownRecord | undefined {
  // Each answer is counted when it is done; what comes before repeats it, or has none yet.
  const isDone = /^response\.(?:done|completed|incomplete)$/u.test(String(message['type']))
  const usage = isDone ? at(message, ['response', 'usage']) : message['usageMetadata']
  return isRecord(usage) ? usage : undefined
}

function addCounts(counts: readonly TokenCounts[]): TokenCounts {
  return Object.fromEntries(
    USAGE_COUNTS.flatMap((name) => {
      const total = sum(counts.map((count) => count[name]))
      return total === undefined ? [] : [[name, total] as const]
    }),
  )
}

function modelOf(url: string, messages: readonly UnknownRecord[]): string {
  const named = URL.canParse(url) ? new URL(url).searchParams.get('model') : null
  const said = MODEL_PATHS.flatMap((path) => messages.map((message) => at(message, path)))
  const model = named ?? said.find((value) => typeof value === 'string') ?? 'unknown'
  return model.replace(/^models\//u, '')
}
