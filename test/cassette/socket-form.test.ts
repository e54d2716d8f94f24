import { expect, test } from 'vitest'

import type { RecordedSocket } from '../../src/cassette/call.ts'
import { callsOf, makeCall, serialize } from './samples.ts'

const SESSION: RecordedSocket = {
  protocol: 'realtime',
  messages: [
    { from: 'server', data: '{"type":"session.created","session":{"model":"gpt-realtime"}}', at: 12 },
    { from: 'client', data: '{"type":"response.create"}', at: 14 },
    { from: 'server', data: `{"type":"audio","delta":"${Buffer.alloc(3000, 7).toString('base64')}"}`, at: 14 },
    { from: 'server', data: '{ "spaced": true }', at: 20 },
    { from: 'client', data: 'no JSON', at: 25 },
    { from: 'client', data: '"a text in JSON"', at: 25 },
    { from: 'server', data: '{"like a hole":"{{file x}}"}', at: 25 },
    { from: 'client', data: new Uint8Array([1, 2, 3]), at: 30 },
    { from: 'server', data: new Uint8Array(5000).fill(9), at: 31 },
    { from: 'server', data: new Uint8Array(), at: 31 },
  ],
  close: { by: 'server', code: 4001, reason: 'enough' },
}

const callWith = (socket: RecordedSocket) =>
  makeCall({
    response: { status: 101, headers: {}, body: new Uint8Array(), end: 'complete', latency: 1, duration: 2, socket },
  })

const readBack = (socket: RecordedSocket): RecordedSocket | undefined => {
  const { text, files } = serialize([callWith(socket)])
  return callsOf(text, files)[0]?.response.socket
}

test('a WebSocket session is read back as it was', () => {
  expect(readBack(SESSION)).toEqual(SESSION)
  const open = { protocol: '', messages: [] }
  expect(readBack(open)).toEqual(open)
})

test('a close that the server answered in its own way is read back as it was', () => {
  const left: RecordedSocket = {
    ...SESSION,
    close: { by: 'client', code: 1000, reason: '', messagesAfter: 2, reply: { code: 4001, reason: 'mine' } },
  }
  expect(readBack(left)).toEqual(left)
})

test('it reads as a conversation, long data aside', () => {
  const { text, files } = serialize([callWith(SESSION)])
  expect(text).toContain('    - sent:\n        type: response.create\n')
  expect(text).toContain('    - sent: no JSON\n')
  expect(text.split('\n').every((line) => line.length <= 2000)).toBe(true)
  expect([...files.values()].map((bytes) => bytes.byteLength).toSorted((one, other) => one - other)).toEqual([
    3000, 5000,
  ])
})
