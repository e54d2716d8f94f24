import { describe, expect, test } from 'vitest'

import { bytesOf, callsOf, makeCall, open, serialize, textOf } from './samples.ts'

const requestOf = (value: unknown): ReturnType<typeof makeCall> =>
  makeCall({ request: { body: bytesOf(JSON.stringify(value)) } })
const told = (messages: readonly unknown[]): unknown => ({ model: 'm', messages })

describe('a text of a request that holds JSON', () => {
  test('is written as data, so that a person reads what a tool was called with and what it gave back', () => {
    const call = requestOf(
      told([
        {
          role: 'assistant',
          tool_calls: [{ function: { name: 'weather', arguments: '{"city":"Rome","days":[1,2]}' } }],
        },
        { role: 'tool', content: '{"sky": "clear", "wind": {"from": "west"}}' },
      ]),
    )
    const { text } = serialize([call])
    expect(text).toContain('arguments:\n                  $json:\n                    city: Rome\n')
    expect(text).toContain('content:\n            $spaced:\n              sky: clear\n              wind:\n')
    expect(callsOf(text)).toEqual([call])
  })

  test.each([
    ['numbers in another spelling', '{"a":1.0}'],
    ['keys that come twice', '{"a":1,"a":2}'],
    ['keys that would change places', '{"b":1,"2":2}'],
    ['half a character', String.raw`{"a":"\ud800"}`],
    ['more than JSON', '{"a":1} and more'],
    ['another spelling', '{"a" :1}'],
    ['lines', '{\n  "a": 1\n}'],
    ['nothing', '{}'],
    ['a list of numbers', '[1,2]'],
  ])('stays a text where it has %s', (_name, content) => {
    const call = requestOf(told([{ role: 'tool', content }]))
    const { text } = serialize([call])
    expect(text).not.toMatch(/\$json|\$spaced/)
    expect(callsOf(text)).toEqual([call])
  })

  test('keeps data that looks like it, and texts within texts', () => {
    const inner = JSON.stringify({ again: JSON.stringify({ $json: { a: 'b' } }), hole: '$call 1.0.text' })
    const call = requestOf({ tools: [{ $json: { a: 1 } }, { $spaced: 'x' }, { $$json: [] }], input: inner })
    const { text } = serialize([call])
    expect(text).toContain('$$json:')
    expect(callsOf(text)).toEqual([call])
  })

  test('is spelled again where a person edits it', () => {
    const { text } = serialize([requestOf(told([{ role: 'tool', content: '{"sky": "clear", "n": 1}' }]))])
    const entry = open(text.replace('sky: clear', 'sky: grey\n              cloud: "low"')).entries[0]
    expect(entry?.hasIntactRequest()).toBe(false)
    expect(textOf(entry?.call().request.body ?? new Uint8Array())).toContain(
      JSON.stringify('{"sky": "grey", "cloud": "low", "n": 1}'),
    )
  })
})
