import type { Call } from '../../src/cassette/call.ts'
import { bytesOf, greeting, makeCall, open, serialize } from './samples.ts'

export const second = makeCall({ response: { body: bytesOf('Hello\n\n---\n\n=======\nkey: x\n') } })

export const { text } = serialize([greeting, second])

export function turn(messages: readonly string[]): Call {
  const padded = messages.map((content) => ({ role: 'user', content: `${content} ${'and so on '.repeat(20)}` }))
  return makeCall({ request: { body: bytesOf(JSON.stringify({ model: 'm', messages: padded })) } })
}

export function intactIn(changed: string): boolean[] {
  return open(changed).entries.map((entry) => entry.hasIntactRequest())
}

export const [first, continued, third] = [turn(['one']), turn(['two']), turn(['two', 'three'])]
