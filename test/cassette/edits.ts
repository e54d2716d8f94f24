import type { Call } from '../../src/cassette/call.ts'
import { bytesOf, greeting, makeCall, open, serialize } from './samples.ts'

/** A call whose body looks like the markers of a cassette. */
export const second = makeCall({ response: { body: bytesOf('Hello\n\n---\n\n=======\nkey: x\n') } })

/** The text of a cassette of two calls, to be edited. */
export const { text } = serialize([greeting, second])

/** Makes a call of a conversation, with messages long enough to be shared between calls. */
export function turn(messages: readonly string[]): Call {
  const padded = messages.map((content) => ({ role: 'user', content: `${content} ${'and so on '.repeat(20)}` }))
  return makeCall({ request: { body: bytesOf(JSON.stringify({ model: 'm', messages: padded })) } })
}

/** Says of each call of a cassette whether its request is as it was recorded. */
export function intactIn(changed: string): boolean[] {
  return open(changed).entries.map((entry) => entry.hasIntactRequest())
}

/** Calls of which the third goes on where the second ends. */
export const [first, continued, third] = [turn(['one']), turn(['two']), turn(['two', 'three'])]
