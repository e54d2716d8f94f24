import { describe, expect, test } from 'vitest'

import { second, text, turn, intactIn } from './edits.ts'
import { greeting, open, refuseSlowPath, serialize } from './samples.ts'

describe('opening', () => {
  test('decodes nothing, and a response without its request', () => {
    const broken = text.replace('method: POST', 'method: [')
    const { entries } = open(broken)
    expect(entries.map(({ key }) => key)).toEqual([greeting.key, second.key])
    expect(entries[0]?.response()).toEqual(greeting.response)
    expect(entries[0]?.usage()).toEqual(greeting.usage)
  })

  test('needs no whole parser for what rewind wrote', () => {
    expect(open(text, { onSlowPath: refuseSlowPath }).entries.map((entry) => entry.call())).toEqual([greeting, second])
  })

  test('ten thousand calls looks for their keys only', () => {
    const numbered = Array.from({ length: 10_000 }, (_, number) => number.toString(16).padStart(64, '0'))
    const unreadable = numbered.map(
      (key) => `---\nrequest: [\nresponse: [\nmeta: {"key":"${key}","request":"0123456789abcdef",\n`,
    )
    const { entries } = open(`rewind: 2\n${unreadable.join('')}`, { onSlowPath: refuseSlowPath })
    expect(entries.map(({ key }) => key)).toEqual(numbered)
    expect(() => entries[9999]?.response()).toThrow('the fast reader gave up')
  })

  test('decodes a call once', () => {
    const [entry] = open(text).entries
    expect(entry?.call()).toBe(entry?.call())
    expect(entry?.response()).toBe(entry?.call().response)
  })

  test('knows the line of every call', () => {
    const lines = text.split('\n')
    expect(open(text).entries.map(({ line }) => lines[line - 2])).toEqual(['---', '---'])
  })
})

describe('a request is intact', () => {
  const conversation = serialize([turn(['one']), turn(['one', 'two']), turn(['one', 'two', 'three'])]).text
  test('as it was written', () => {
    expect(conversation).toContain('continues: 2')
    expect(intactIn(conversation)).toEqual([true, true, true])
    expect(intactIn(conversation.replaceAll('\n', '\r\n'))).toEqual([true, true, true])
  })

  test('whatever becomes of the answer', () => {
    expect(intactIn(conversation.replaceAll('"id":"x"', '"id":"y"').replaceAll('status: 200', 'status: 201'))).toEqual([
      true,
      true,
      true,
    ])
  })

  test('no longer when it was edited, nor are those that continue it', () => {
    expect(intactIn(conversation.replace('two and', 'deux and'))).toEqual([true, false, false])
    expect(intactIn(conversation.replace('url: https://api.openai.com/', 'url: https://api.openai.example/'))).toEqual([
      false,
      false,
      false,
    ])
  })

  test('no longer when its digest is not there', () => {
    expect(intactIn(conversation.replace(/"request":"[0-9a-f]{16}",/, ''))).toEqual([false, false, false])
  })

  test('not where it continues itself', () => {
    expect(intactIn(conversation.replace('continues: 2', 'continues: 3'))).toEqual([true, true, false])
  })
})
