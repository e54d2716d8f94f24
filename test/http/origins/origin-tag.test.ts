import { expect, test } from 'vitest'

import { withoutOriginTag } from '../../../src/http/origins/origin-tag.ts'

const HEAD = 'GET / HTTP/1.1\r\nHost: a\r\nx-rewind-origin: 17\r\nX-Last: 1\r\n\r\n'
const CLEAN = 'GET / HTTP/1.1\r\nHost: a\r\nX-Last: 1\r\n\r\n'

test('the tag comes out of a head, alone or with the beginning of its body', () => {
  expect(withoutOriginTag(HEAD)).toBe(CLEAN)
  expect(withoutOriginTag(`${HEAD}body`)).toBe(`${CLEAN}body`)
})

test('the tag comes out of a head that is written as bytes', () => {
  expect(withoutOriginTag(Buffer.from(HEAD))).toEqual(Buffer.from(CLEAN))
})

test('the tag comes out of the first of several writes, and they stay as they were', () => {
  const writes = [{ chunk: HEAD, encoding: 'latin1' as const }, { chunk: Buffer.from(HEAD) }]
  expect(withoutOriginTag(writes)).toEqual([{ chunk: CLEAN, encoding: 'latin1' }, { chunk: Buffer.from(HEAD) }])
  expect(writes[0]?.chunk).toBe(HEAD)
})

test('a head without a tag stays as it is, whatever its body holds', () => {
  const withBody = `${CLEAN}quoted:\r\nx-rewind-origin: 17\r\n`
  expect(withoutOriginTag(withBody)).toBe(withBody)
  expect(withoutOriginTag([])).toEqual([])
})
