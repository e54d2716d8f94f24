import type { Call, RecordedSocket } from '../../../src/cassette/call.ts'
import { sha256 } from '../../../src/process/sha256.ts'
import { chatCall } from '../projects/recorded-project.ts'

/** Makes a call to the chat API of given messages, answered with one. */
export function chatTurn(messages: readonly unknown[], message: object, more: object = {}): Call {
  const call = chatCall('', '')
  const finish = 'tool_calls' in message ? 'tool_calls' : 'stop'
  const choices = [{ index: 0, message: { role: 'assistant', ...message }, finish_reason: finish }]
  return {
    ...call,
    key: sha256(JSON.stringify([messages, more])),
    request: { ...call.request, body: Buffer.from(JSON.stringify({ model: 'gpt-4o-mini', ...more, messages })) },
    response: { ...call.response, body: Buffer.from(JSON.stringify({ choices })) },
  }
}

/** An agent that calls a tool in every turn: each call sends the whole conversation again. */
export function agentOf(turns: number): readonly Call[] {
  const messages: unknown[] = [
    { role: 'system', content: 'You count. '.repeat(40) },
    { role: 'user', content: 'Count to the end.' },
  ]
  return Array.from({ length: turns }, (_, turn) => {
    const id = `call_${turn}`
    const call = { id, type: 'function', function: { name: 'count', arguments: JSON.stringify({ turn }) } }
    const message = { content: null, tool_calls: [call] }
    const made = chatTurn([...messages], message)
    messages.push({ role: 'assistant', ...message })
    messages.push({ role: 'tool', tool_call_id: id, content: `number ${turn}: ${'so far so good. '.repeat(8)}` })
    return made
  })
}

/** A WebSocket session of OpenAI's realtime API. */
export function socketCall(): Call {
  const call = chatCall('', '')
  const socket: RecordedSocket = {
    protocol: 'realtime',
    messages: [
      { from: 'server', data: JSON.stringify({ type: 'session.created', session: { id: 'sess_1' } }), at: 20 },
      { from: 'client', data: JSON.stringify({ type: 'response.create' }), at: 30 },
      { from: 'server', data: JSON.stringify({ type: 'response.text.delta', delta: 'Hello over there' }), at: 210 },
      { from: 'client', data: Uint8Array.from([0, 1, 2, 255]), at: 220 },
    ],
    close: { by: 'client', code: 1000, reason: 'done' },
  }
  return {
    ...call,
    key: sha256('socket'),
    request: {
      ...call.request,
      method: 'GET',
      url: 'wss://api.openai.com/v1/realtime?model=gpt-realtime',
      body: Buffer.alloc(0),
    },
    response: { ...call.response, status: 101, headers: {}, body: Buffer.alloc(0), socket },
  }
}
