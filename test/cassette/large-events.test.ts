import { expect, test } from 'vitest'

import { makeCall, serialize, callsOf } from './samples.ts'

/** Serializes an answer to a call, and reads it back. */
function roundTrip(contentType: string, body: string): string {
  const bytes = new TextEncoder().encode(body)
  const call = makeCall({
    response: {
      headers: { 'content-type': contentType },
      body: bytes,
      ...(contentType === 'text/event-stream' ? { chunks: [{ size: bytes.byteLength, at: 1 }] } : {}),
    },
  })
  const { text, files } = serialize([call])
  return Buffer.from(callsOf(text, files)[0]?.response.body ?? []).toString()
}

const LETTERS = Array.from({ length: 400_000 }, (_, index) => index.toString(36)).join(String.raw`\n`)

test.each([
  { what: 'lines and no blanks', text: LETTERS },
  { what: 'three million escapes', text: String.raw`\n`.repeat(3_500_000) },
  { what: 'one escape that is not needed', text: String.raw`\u00e9` + 'word '.repeat(1_600_000) },
])('a string of $what comes back out of an event and out of JSON', ({ text }) => {
  const json = `{"text":"${text}"}`
  const event = `data: ${json}\n\n`
  expect(roundTrip('text/event-stream', event) === event).toBe(true)
  expect(roundTrip('application/json', json) === json).toBe(true)
})
