import { expect, test } from 'vitest'

import { recordHeaders } from '../../../src/http/wire/record-headers.ts'

test('fields of one name are joined, cookies stay apart', () => {
  const headers = new Headers([
    ['Warning', '199 - "one"'],
    ['set-cookie', 'a=1'],
    ['warning', '199 - "two"'],
    ['set-cookie', 'b=2'],
  ])
  expect(recordHeaders(headers)).toEqual({ warning: '199 - "one", 199 - "two"', 'set-cookie': ['a=1', 'b=2'] })
})

test.each(['constructor', '__proto__', 'hasownproperty', 'tostring'])('a field may be called %s', (name) => {
  const recorded = recordHeaders(new Headers([[name, 'a']]))
  expect(Object.entries(recorded)).toEqual([[name, 'a']])
})
