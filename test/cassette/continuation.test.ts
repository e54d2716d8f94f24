import { describe, expect, test } from 'vitest'

import type { Call } from '../../src/cassette/call.ts'
import { bytesOf, callsOf, makeCall, open, serialize, textOf } from './samples.ts'

const asCall = (body: unknown): Call => makeCall({ request: { body: bytesOf(JSON.stringify(body)) } })
const bodiesOf = (text: string): unknown[] => callsOf(text).map(({ request }) => JSON.parse(textOf(request.body)))

const long = 'A sentence that is long enough to be worth keeping only once. '.repeat(5)
const system = { role: 'system', content: long }
const user = { role: 'user', content: 'Hello' }
const assistant = { role: 'assistant', content: 'Hello, Ann' }

/** An agent that sends its whole history with every turn. */
function converse(turns: number, characters: number): unknown[] {
  const messages: unknown[] = [system]
  return Array.from({ length: turns }, (_, turn) => {
    messages.push({ role: 'user', content: `Turn ${turn}: ${'word '.repeat(characters / 5)}` })
    const body = { model: 'gpt-4o', tools: [{ name: 'search', description: long }], messages: [...messages] }
    messages.push({
      role: 'assistant',
      content: `Answer ${turn}`,
      tool_calls: [{ id: `call_${turn}`, arguments: '{"a":"b"}' }],
    })
    return body
  })
}

describe('a growing conversation', () => {
  test('of 40 turns stores each message once', () => {
    const bodies = converse(40, 2400)
    const plain = bodies.reduce((sum: number, body) => sum + JSON.stringify(body).length, 0)
    const { text } = serialize(bodies.map(asCall))
    expect(plain).toBeGreaterThan(1_900_000)
    expect(text.length).toBeLessThan(250_000)
    expect(bodiesOf(text)).toEqual(bodies)
  })

  test('grows by the same amount with every turn', () => {
    const sizes = [10, 20, 30].map((turns) => serialize(converse(turns, 1000).map(asCall)).text.length)
    const [first = 0, second = 0, third = 0] = sizes
    expect(Math.abs(third - second - (second - first))).toBeLessThan((second - first) * 0.05)
  })

  test('of a thousand turns is read from its end', () => {
    const bodies = converse(1000, 10)
    const { text } = serialize(bodies.map(asCall))
    expect(JSON.parse(textOf(open(text).entries.at(-1)?.call().request.body ?? new Uint8Array()))).toEqual(
      bodies.at(-1),
    )
  })

  test('reads as what each turn adds', () => {
    const { text } = serialize(
      [
        { model: 'm', messages: [system, user] },
        { model: 'm', messages: [system, user, assistant, user] },
      ].map(asCall),
    )
    expect(text).toContain(`  body:
    continues: 1
    extend:
      messages:
        keep: 2
        add:
          - role: assistant
            content: Hello, Ann
          - role: user
            content: Hello
`)
  })

  test('names the call it shares most with, not the one before it', () => {
    const main = [system, user, { role: 'assistant', content: long }]
    const other = [{ role: 'system', content: `Summarise. ${long}` }, user]
    const bodies = [main, other, [...main, user]].map((messages) => ({ model: 'm', messages }))
    const { text } = serialize(bodies.map(asCall))
    expect(text).toContain('continues: 1\n')
    expect(text).not.toContain('continues: 2\n')
    expect(bodiesOf(text)).toEqual(bodies)
  })
})

describe('a body that resembles an earlier one', () => {
  test('may shorten a list, change other keys, and keep the rest', () => {
    const bodies = [
      { model: 'm', temperature: 0, tools: [long], messages: [system, user, assistant] },
      { model: 'n', temperature: 1, tools: [long], messages: [system] },
    ]
    const { text } = serialize(bodies.map(asCall))
    expect(text).toContain('keep: 1\n        add: []\n    json:\n      model: "n"\n      temperature: 1\n')
    expect(bodiesOf(text)).toEqual(bodies)
  })

  test('may be the same', () => {
    const body = { model: 'm', messages: [system, user] }
    const { text } = serialize([body, body].map(asCall))
    expect(text).toContain('  body:\n    continues: 1\nresponse:')
    expect(bodiesOf(text)).toEqual([body, body])
  })

  test('is stored whole where its keys have another order', () => {
    const bodies = [
      { model: 'm', temperature: 0, messages: [system, user] },
      { temperature: 0, model: 'm', messages: [system, user] },
    ]
    const { text } = serialize(bodies.map(asCall))
    expect(text).not.toContain('continues')
    expect(bodiesOf(text).map((body) => JSON.stringify(body))).toEqual(bodies.map((body) => JSON.stringify(body)))
  })

  test('is stored whole where little would be saved', () => {
    const body = { model: 'm', messages: [user] }
    expect(serialize([body, body].map(asCall)).text).not.toContain('continues')
  })

  test('may have values that look like marks of the format', () => {
    const bodies = [
      {
        long: [system],
        continues: 1,
        json: 0,
        extend: { a: 1 },
        ['__proto__']: [long, 1],
        messages: { keep: 1, add: [] },
      },
      {
        long: [system],
        continues: 2,
        json: null,
        extend: { a: 2 },
        ['__proto__']: [long, 2],
        messages: { keep: 2, add: [1] },
      },
    ].map((body) => JSON.stringify(body))
    const { text } = serialize(bodies.map((body) => makeCall({ request: { body: bytesOf(body) } })))
    expect(text).toContain('continues: 1\n')
    expect(callsOf(text).map(({ request }) => textOf(request.body))).toEqual(bodies)
  })
})

describe('a continuation that was edited', () => {
  const text = serialize(
    [
      { model: 'm', messages: [system, user] },
      { model: 'm', messages: [system, user, assistant] },
    ].map(asCall),
  ).text

  test('of a call that comes later is an error', () => {
    expect(() => callsOf(text.replace('continues: 1', 'continues: 3'))).toThrow(
      /chat\.yaml:\d+ refers to call 3, which is missing/,
    )
  })

  test('of no call at all is an error', () => {
    expect(() => callsOf(text.replace('continues: 1', 'continues: 0'))).toThrow(/refers to call 0, which is missing/)
    expect(() => callsOf(text.replace('continues: 1', 'continues: 0.5'))).toThrow(
      /refers to call 0.5, which is missing/,
    )
    expect(() => callsOf(text.replace('continues: 1', 'continues: first'))).toThrow(
      /expected 'continues' to be a number/,
    )
  })

  test('that lost what it adds is an error', () => {
    expect(() => callsOf(text.replace('keep: 2', 'kept: 2'))).toThrow(
      /expected 'extend: messages' with 'keep' \(a number\) and 'add' \(a list\)/,
    )
    expect(() => callsOf(text.replace('keep: 2', 'keep: 1.5'))).toThrow(/expected 'extend: messages' with 'keep'/)
  })

  test('of a call that was removed is an error', () => {
    const alone = `rewind: 2\n${text.slice(text.lastIndexOf('---\n'))}`
    expect(() => callsOf(alone)).toThrow(/chat\.yaml:\d+ refers to call 1, which is missing/)
  })

  test('of a call that has no JSON is an error', () => {
    const edited = text.replace(/ {2}body:\n {4}json:\n(?: {6}.*\n)+/, '  body:\n    text: plain\n')
    expect(() => callsOf(edited)).toThrow(/continues call 1, which does not fit/)
  })

  test('of itself is an error', () => {
    expect(() => callsOf(text.replace('continues: 1', 'continues: 2'))).toThrow(/refers to call 2, which is missing/)
  })

  test('of more items than there are is an error', () => {
    expect(() => callsOf(text.replace('keep: 2', 'keep: 3'))).toThrow(/does not fit/)
  })

  test('of a list the earlier call has not is an error', () => {
    expect(() => callsOf(text.replace('extend:\n      messages', 'extend:\n      history'))).toThrow(/does not fit/)
  })

  test('may have one more key', () => {
    const edited = text.replace('    extend:', '    json:\n      seed: 7\n    extend:')
    expect(bodiesOf(edited)[1]).toEqual({ model: 'm', messages: [system, user, assistant], seed: 7 })
  })

  test('leaves the response readable', () => {
    expect(open(text.replace('continues: 1', 'continues: 3')).entries[1]?.response().status).toBe(200)
  })
})
