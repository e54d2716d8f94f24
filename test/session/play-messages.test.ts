import { describe, expect, test } from 'vitest'

import type { RecordedSocket, SocketMessage } from '../../src/cassette/call.ts'
import type { PlayerStep } from '../../src/http/websocket/socket-handling.ts'
import type { KeyRules } from '../../src/key/key-rules.ts'
import { playMessages, type DivergedMessage } from '../../src/session/socket/play-messages.ts'

const RULES: KeyRules = { ignore: { body: [], query: [], headers: [], origin: false }, keyHeaders: [], normalize: [] }

const client = (value: unknown): SocketMessage => ({ from: 'client', data: JSON.stringify(value), at: 0 })
const server = (value: unknown): SocketMessage => ({ from: 'server', data: JSON.stringify(value), at: 0 })

/** A voice agent: sound goes up while a tool is asked for and answered. */
const VOICE: RecordedSocket = {
  protocol: 'realtime',
  messages: [
    server({ type: 'session.created', event_id: 'srv1' }),
    client({ type: 'session.update', event_id: 'c1', session: { instructions: 'be brief' } }),
    server({ type: 'session.updated', event_id: 'srv2' }),
    client({ type: 'input_audio_buffer.append', event_id: 'c2', audio: 'AAAA' }),
    client({ type: 'conversation.item.create', event_id: 'c3', item: { id: 'item_1', type: 'message', text: 'hi' } }),
    client({ type: 'input_audio_buffer.append', event_id: 'c4', audio: 'BBBB' }),
    server({ type: 'conversation.item.added', item: { id: 'item_1' } }),
    client({ type: 'response.create', event_id: 'c5' }),
    server({ type: 'response.done', event_id: 'srv3' }),
  ],
  close: { by: 'server', code: 1000, reason: 'done' },
}

const UPDATE = { type: 'session.update', session: { instructions: 'be brief' } }
const SOUND_A = { type: 'input_audio_buffer.append', audio: 'AAAA' }
const SOUND_B = { type: 'input_audio_buffer.append', audio: 'BBBB' }
const ITEM = { type: 'conversation.item.create', item: { type: 'message', text: 'hi' } }
const CREATE = { type: 'response.create' }

/** Plays a session; the ids of each message are made up anew. */
function play(socket: RecordedSocket, sent: readonly unknown[], rules: KeyRules = RULES) {
  const diverged: DivergedMessage[] = []
  const player = playMessages(socket, rules, (message) => {
    diverged.push(message)
    return 'diverged'
  })
  const steps: PlayerStep[] = [player.begin()]
  for (const value of sent) {
    steps.push(player.receive(typeof value === 'string' || value instanceof Uint8Array ? value : JSON.stringify(value)))
  }
  const heard = steps.flatMap((step) => (step.kind === 'send' ? step.messages.map(({ data }) => data) : []))
  const close = steps.find((step) => step.kind === 'send' && step.close !== undefined)
  return { heard, diverged, isClosed: close !== undefined, unsent: player.unsent().length, steps }
}

const typesOf = (heard: readonly SocketMessage['data'][]): unknown[] =>
  heard.map((data) => JSON.parse(String(data)).type)

const ALL = ['session.created', 'session.updated', 'conversation.item.added', 'response.done']

describe('the order of a client, which differs at every run between messages of different kinds', () => {
  test.each([
    ['as recorded', [UPDATE, SOUND_A, ITEM, SOUND_B, CREATE]],
    ['sound first', [SOUND_A, SOUND_B, UPDATE, ITEM, CREATE]],
    ['sound last', [UPDATE, ITEM, CREATE, SOUND_A, SOUND_B]],
    ['all at once, backwards by kind', [CREATE, ITEM, SOUND_A, SOUND_B, UPDATE]],
    ['item before the update', [ITEM, UPDATE, SOUND_A, CREATE, SOUND_B]],
    ['sound around the update', [SOUND_A, UPDATE, SOUND_B, ITEM, CREATE]],
    ['sound around the item', [UPDATE, SOUND_A, ITEM, CREATE, SOUND_B]],
    ['the answer asked for first', [CREATE, UPDATE, SOUND_A, SOUND_B, ITEM]],
    ['the answer asked for second', [UPDATE, CREATE, SOUND_A, SOUND_B, ITEM]],
    ['item first', [ITEM, SOUND_A, SOUND_B, UPDATE, CREATE]],
  ])('%s: everything is heard, in the recorded order', (_name, sent) => {
    const { heard, diverged, isClosed, unsent } = play(VOICE, sent)
    expect(diverged).toEqual([])
    expect(typesOf(heard)).toEqual(ALL)
    expect([isClosed, unsent]).toEqual([true, 0])
  })

  test.each([
    ['other sound', [UPDATE, { ...SOUND_A, audio: 'XXXX' }]],
    ['sound in another order', [UPDATE, SOUND_B, SOUND_A]],
    ['sound twice', [UPDATE, SOUND_A, SOUND_A]],
    ['other instructions', [{ ...UPDATE, session: { instructions: 'be long' } }]],
    ['other words', [UPDATE, { ...ITEM, item: { type: 'message', text: 'ho' } }]],
    ['a member more', [UPDATE, { ...CREATE, response: {} }]],
    ['a member less', [{ type: 'session.update' }]],
    ['a kind that was not recorded', [UPDATE, { type: 'response.cancel' }]],
    ['one message too many', [UPDATE, SOUND_A, SOUND_B, CREATE, CREATE]],
    ['bytes for text', [UPDATE, new Uint8Array([1])]],
    ['no JSON', [UPDATE, 'hello']],
    ['a list', [UPDATE, '[1]']],
    ['the type of another', [UPDATE, { ...SOUND_A, type: 'response.create' }]],
    ['the update twice', [UPDATE, UPDATE]],
  ])('%s: diverges at that message', (_name, sent) => {
    const { diverged, isClosed, steps } = play(VOICE, sent)
    expect(diverged).toHaveLength(1)
    expect(steps).toContainEqual({ kind: 'diverged', reason: 'diverged' })
    expect(isClosed).toBe(false)
  })
})

/** Gemini's: sound in text and in binary messages, a tool, and a second turn. */
const LIVE: RecordedSocket = {
  protocol: '',
  messages: [
    client({ setup: { model: 'models/live', tools: [] } }),
    server({ setupComplete: {} }),
    client({ realtimeInput: { audio: { data: 'AAAA' } } }),
    { from: 'client', data: new Uint8Array([1, 2, 3]), at: 0 },
    client({ realtimeInput: { audio: { data: 'BBBB' } } }),
    { from: 'client', data: new Uint8Array([4, 5, 6]), at: 0 },
    server({ toolCall: { functionCalls: [{ id: 'f1', name: 'weather' }] } }),
    client({ toolResponse: { functionResponses: [{ id: 'f1', name: 'weather', response: { sky: 'blue' } }] } }),
    client({ realtimeInput: { audio: { data: 'CCCC' } } }),
    server({ serverContent: { turnComplete: true } }),
    client({ clientContent: { turns: [{ role: 'user', parts: [{ text: 'thanks' }] }] } }),
    server({ goAway: {} }),
  ],
  close: { by: 'server', code: 1000, reason: '' },
}
const SETUP = { setup: { model: 'models/live', tools: [] } }
const heardAs = (data: string) => ({ realtimeInput: { audio: { data } } })
const [A, B, C] = [heardAs('AAAA'), heardAs('BBBB'), heardAs('CCCC')]
const [ONE, TWO] = [new Uint8Array([1, 2, 3]), new Uint8Array([4, 5, 6])]
const RESULT = {
  toolResponse: { functionResponses: [{ id: 'f1', name: 'weather', response: { sky: 'blue' } }] },
}
const THANKS = { clientContent: { turns: [{ role: 'user', parts: [{ text: 'thanks' }] }] } }

describe('the order of a client of Gemini, whose messages have no type', () => {
  test.each([
    ['as recorded', [SETUP, A, ONE, B, TWO, RESULT, C, THANKS]],
    ['the bytes first', [SETUP, ONE, TWO, A, B, RESULT, C, THANKS]],
    ['the bytes last', [SETUP, A, B, RESULT, C, THANKS, ONE, TWO]],
    ['all sound before the result', [SETUP, A, ONE, B, TWO, C, RESULT, THANKS]],
    ['the result before the sound', [SETUP, RESULT, A, ONE, B, TWO, C, THANKS]],
    ['the setup last', [A, ONE, B, TWO, RESULT, C, THANKS, SETUP]],
    ['sound before the setup', [A, SETUP, ONE, B, TWO, RESULT, C, THANKS]],
    ['words before the result', [SETUP, A, ONE, B, TWO, THANKS, RESULT, C]],
    ['members in another order', [{ setup: { tools: [], model: 'models/live' } }, A, ONE, B, TWO, RESULT, C, THANKS]],
    [
      'numbers and blanks spelled otherwise',
      ['{ "setup": {"model":"models/live", "tools": [ ]} }', A, ONE, B, TWO, RESULT, C, THANKS],
    ],
  ])('%s: everything is heard, in the recorded order', (_name, sent) => {
    const { heard, diverged, isClosed, unsent } = play(LIVE, sent)
    expect(diverged).toEqual([])
    expect(heard.map((data) => Object.keys(JSON.parse(String(data)))[0])).toEqual([
      'setupComplete',
      'toolCall',
      'serverContent',
      'goAway',
    ])
    expect([isClosed, unsent]).toEqual([true, 0])
  })

  test.each([
    ['other bytes', [SETUP, A, new Uint8Array([1, 2, 4])]],
    ['bytes in another order', [SETUP, TWO, ONE]],
    ['bytes in other pieces', [SETUP, new Uint8Array([1, 2, 3, 4, 5, 6])]],
    ['one piece of bytes too many', [SETUP, ONE, TWO, ONE]],
    ['other sound', [SETUP, C]],
    ['another model', [{ setup: { model: 'models/other', tools: [] } }]],
    ['a setup more', [SETUP, SETUP]],
    ['another result', [SETUP, { toolResponse: { functionResponses: [] } }]],
    ['the result twice', [SETUP, RESULT, RESULT]],
    ['two members at once', [{ ...SETUP, ...A }]],
  ])('%s: diverges at that message', (_name, sent) => {
    const { diverged, isClosed, steps } = play(LIVE, sent)
    expect(diverged).toHaveLength(1)
    expect(steps).toContainEqual({ kind: 'diverged', reason: 'diverged' })
    expect(isClosed).toBe(false)
  })
})

test('a message of the server waits for what its client had said before it', () => {
  expect(typesOf(play(VOICE, []).heard)).toEqual(['session.created'])
  expect(typesOf(play(VOICE, [UPDATE]).heard)).toEqual(['session.created', 'session.updated'])
  expect(typesOf(play(VOICE, [UPDATE, SOUND_A, ITEM]).heard)).toEqual(['session.created', 'session.updated'])
})

test('a message that the client did not send is reported', () => {
  expect(play(VOICE, [UPDATE, SOUND_A]).unsent).toBe(3)
})

test('an id that the client made up comes back in what the server says', () => {
  const sent = [UPDATE, SOUND_A, { ...ITEM, item: { id: 'item_9', type: 'message', text: 'hi' } }, SOUND_B]
  expect(play(VOICE, sent).heard.at(-1)).toBe('{"type":"conversation.item.added","item":{"id":"item_9"}}')
})

test('a later message may name something by the id that the client made up', () => {
  const socket: RecordedSocket = {
    protocol: '',
    messages: [
      client({ type: 'item.create', item: { id: 'one' } }),
      client({ type: 'item.delete', item_id: 'one' }),
      server({ type: 'deleted', item_id: 'one' }),
    ],
  }
  const sent = [
    { type: 'item.create', item: { id: 'two' } },
    { type: 'item.delete', item_id: 'two' },
  ]
  expect(play(socket, sent).heard).toEqual(['{"type":"deleted","item_id":"two"}'])
})

test('what is ignored does not count, and comes back as the client made it', () => {
  const socket: RecordedSocket = {
    protocol: '',
    messages: [client({ setup: { session: 'a1' } }), server({ ready: 'a1' })],
  }
  const rules = { ...RULES, ignore: { ...RULES.ignore, body: ['$.setup.session'] } }
  expect(play(socket, [{ setup: { session: 'b2' } }], rules).heard).toEqual(['{"ready":"b2"}'])
})

test('what is normalized does not count', () => {
  const socket: RecordedSocket = { protocol: '', messages: [client({ text: 'at 10:15' }), server({ ok: true })] }
  const rules = { ...RULES, normalize: [{ pattern: /\d\d:\d\d/, as: '<time>' }] }
  expect(play(socket, [{ text: 'at 11:40' }], rules).heard).toHaveLength(1)
})

test('members in another order say the same', () => {
  const socket: RecordedSocket = { protocol: '', messages: [client({ a: 1, b: 2 }), server({ ok: true })] }
  expect(play(socket, ['{ "b": 2, "a": 1.0 }']).heard).toHaveLength(1)
})

test('binary messages are compared byte by byte', () => {
  const sent: SocketMessage = { from: 'client', data: new Uint8Array([1, 2]), at: 0 }
  const socket: RecordedSocket = { protocol: '', messages: [sent, server({ ok: true })] }
  expect(play(socket, [new Uint8Array([1, 2])]).heard).toHaveLength(1)
  expect(play(socket, [new Uint8Array([1, 3])]).diverged).toHaveLength(1)
})

test('a divergence names the message of the same kind, and its number', () => {
  const { diverged } = play(VOICE, [UPDATE, { ...ITEM, item: { type: 'message', text: 'ho' } }])
  expect(diverged).toMatchObject([{ number: 5, expected: expect.stringContaining('"text":"hi"') }])
})

test('a session of 2,000 messages plays in one pass', () => {
  const messages = Array.from({ length: 2000 }, (_, index) =>
    index % 2 === 0 ? client({ type: 'say', index }) : server({ type: 'heard', index }),
  )
  const sent = messages.filter(({ from }) => from === 'client').map(({ data }) => data)
  expect(play({ protocol: '', messages }, sent).heard).toHaveLength(1000)
})

test('what the server waits for is the next message of its client, until the session is over', () => {
  const player = playMessages(VOICE, RULES, () => 'diverged')
  player.begin()
  expect(JSON.parse(String(player.awaited()?.data))).toMatchObject({ type: 'session.update' })
  player.receive(JSON.stringify(UPDATE))
  player.receive(JSON.stringify(SOUND_A))
  expect(JSON.parse(String(player.awaited()?.data))).toMatchObject({ type: 'conversation.item.create' })
  player.end()
  expect(player.awaited()).toBeUndefined()
})

test('a server that has sent everything waits for nothing', () => {
  const player = playMessages({ protocol: '', messages: [server({}), client({})] }, RULES, () => 'diverged')
  player.begin()
  expect(player.awaited()).toBeUndefined()
})

const dataOf = (step: PlayerStep) => (step.kind === 'send' ? step.messages.map(({ data }) => data) : [])

test('what the server said after the close of its client waits for that, and its answer is the recorded one', () => {
  const socket: RecordedSocket = {
    protocol: '',
    messages: [server('hi'), client('go'), server('first'), server('late')],
    close: { by: 'client', code: 1000, reason: '', messagesAfter: 1, reply: { code: 4001, reason: 'mine' } },
  }
  const player = playMessages(socket, RULES, () => 'diverged')
  expect(dataOf(player.begin())).toEqual(['"hi"'])
  expect(dataOf(player.receive('"go"'))).toEqual(['"first"'])
  expect(player.awaited()).toBeUndefined()
  const leaving = player.leave({ code: 1000, reason: '' })
  expect(leaving).toMatchObject({ kind: 'send', close: { code: 4001, reason: 'mine' } })
  expect(dataOf(leaving)).toEqual(['"late"'])
})

test('a client that closes sooner than it did hears nothing that waits for what it has not said', () => {
  const player = playMessages(VOICE, RULES, () => 'diverged')
  player.begin()
  expect(player.leave({ code: 4000, reason: 'enough' })).toEqual({
    kind: 'send',
    messages: [],
    close: { code: 4000, reason: 'enough' },
  })
})

test('an id comes back wherever the server says it, and nowhere inside of other texts', () => {
  const socket: RecordedSocket = {
    protocol: '',
    messages: [
      client({ type: 'say', event_id: 'a"b\\' }),
      client({ type: 'say', event_id: 'id' }),
      server({ of: 'a"b\\', and: ['id', 'id', 'no id', '"id"', '\\'], id: 'a"b' }),
    ],
  }
  const sent = [
    { type: 'say', event_id: 'first' },
    { type: 'say', event_id: 'second' },
  ]
  const [heard] = play(socket, sent).heard
  expect(JSON.parse(String(heard))).toEqual({
    of: 'first',
    and: ['second', 'second', 'no id', '"id"', '\\'],
    second: 'a"b',
  })
})

// The time of this process alone, the least of three, in microseconds.
const costOf = (turns: number): number => {
  const messages = Array.from({ length: turns }, (_, turn) => [
    client({ type: 'say', event_id: `recorded_${turn}`, turn }),
    server({ type: 'heard', of: `recorded_${turn}`, text: 'and what it says to that' }),
  ]).flat()
  const sent = Array.from({ length: turns }, (_, turn) => ({ type: 'say', event_id: `made_${turn}`, turn }))
  const costs = [1, 2, 3].map(() => {
    const before = process.cpuUsage()
    expect(play({ protocol: '', messages }, sent).heard).toHaveLength(turns)
    const { user, system } = process.cpuUsage(before)
    return user + system
  })
  return Math.min(...costs)
}

test('a session with an id for each message costs as much for each, however long it is', () => {
  const [few, many] = [costOf(500), costOf(4000)]
  // Eight times the messages.
  expect(many / few).toBeLessThan(16)
})
