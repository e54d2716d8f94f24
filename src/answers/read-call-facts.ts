import type { CassetteEntry } from '../cassette/cassette.ts'
import type { Price } from '../providers/prices/prices.ts'
import type { CallFacts } from './call-facts.ts'
import type { Conversation } from './conversation.ts'

/**
 * Reads what is said of a call beside its conversation.
 *
 * @param settings - those of its request
 * @throws {RewindCassetteError} when it cannot be read
 */
export function readCallFacts(
  entry: CassetteEntry,
  { price, settings }: { readonly price: Price } & Pick<Conversation, 'settings'>,
): CallFacts {
  const { request, response, usage, recordedAt } = entry.call()
  const { model } = settings
  return {
    line: entry.line,
    method: request.method,
    url: request.url,
    status: response.status,
    provider: usage?.provider ?? null,
    model: usage?.model ?? (typeof model === 'string' ? model : null),
    end: response.end,
    usd: usage === undefined ? null : (price(usage) ?? null),
    recordedAt,
  }
}
