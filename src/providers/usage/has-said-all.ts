import type { Headers } from '../../cassette/call.ts'
import { readEvents } from './stream-events.ts'

/** Types of the events that nothing follows: of OpenAI's responses, Anthropic and Cohere. */
const LAST_EVENTS: ReadonlySet<unknown> = new Set([
  'response.completed',
  'response.failed',
  'response.incomplete',
  'message_stop',
  'message-end',
])
const SENTINEL = /(?:^|\n)data: ?\[DONE\]\s*$/u
const LONGEST_SENTINEL = 64

/**
 * Says whether the last event of a stream is the one that its API ends with. Clients that know it do not wait for the
 * transport to end, which may take a packet longer.
 */
export function hasSaidAll(headers: Headers, body: Uint8Array): boolean {
  if (SENTINEL.test(new TextDecoder().decode(body.subarray(-LONGEST_SENTINEL)))) return true
  return LAST_EVENTS.has(readEvents(headers, body).at(-1)?.['type'])
}
