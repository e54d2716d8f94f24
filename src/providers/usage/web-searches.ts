import type { UnknownRecord } from '../../text/unknown/is-record.ts'
import { positive } from './counts.ts'
import { at } from './value-at.ts'

/**
 * Counts the searches of the web that OpenAI's Responses API lists in its output: its usage has no number for them. To
 * open a page that was found, or to search in it, costs nothing more.
 * Source: https://platform.openai.com/docs/guides/tools-web-search
 *
 * @param events - the JSON objects of the response; the last one that has the whole output counts
 * @returns undefined for none
 */
export function countWebSearches(events: readonly UnknownRecord[]): number | undefined {
  const output = events.map((event) => at(event, ['response', 'output']) ?? event['output']).findLast(Array.isArray)
  return positive(output?.filter(isSearch).length)
}

function isSearch(item: unknown): boolean {
  return at(item, ['type']) === 'web_search_call' && (at(item, ['action', 'type']) ?? 'search') === 'search'
}
