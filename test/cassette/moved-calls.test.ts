import { describe, expect, test } from 'vitest'

import type { Call } from '../../src/cassette/call.ts'
import { intactIn, first, continued, third } from './edits.ts'
import { callsOf, serialize, textOf } from './samples.ts'

const documentsOf = (calls: readonly Call[]): string[] => serialize(calls).text.split(/^---\n/m)

const requestsOf = (documents: readonly string[]): string[] =>
  callsOf(documents.join('---\n')).map(({ request }) => textOf(request.body))

const answered = (words: string): Call => ({ ...continued, answer: [{ text: words }] })

describe('calls that were merged, moved or reordered', () => {
  test('mean what they meant: a call that was merged in before them is not the one they continue', () => {
    const [header = '', ...own] = documentsOf([continued, third])
    const [, other = ''] = documentsOf([first])
    expect(own[1]).toContain('continues: 1\n')
    expect(requestsOf([header, other, ...own])).toEqual(
      [first, continued, third].map(({ request }) => textOf(request.body)),
    )
  })

  test('mean what they meant in another order', () => {
    const [header = '', a = '', b = ''] = documentsOf([continued, third])
    expect(requestsOf([header, b, a])).toEqual([third, continued].map(({ request }) => textOf(request.body)))
    expect(intactIn([header, b, a].join('---\n'))).toEqual([true, true])
  })

  test('are an error where what they continue was recorded anew with another answer', () => {
    const [header = '', , b = ''] = documentsOf([answered('Yes'), third])
    const [, a = ''] = documentsOf([answered('No'), third])
    expect(() => requestsOf([header, a, b])).toThrow(
      /chat\.yaml:\d+ refers to call 1, which is missing or has changed since/,
    )
  })
})
