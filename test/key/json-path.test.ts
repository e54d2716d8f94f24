import { describe, expect, test } from 'vitest'

import { RewindOptionsError } from '../../src/errors.ts'
import { parseCanonicalJson, serializeJson } from '../../src/key/canonical-json.ts'
import { parseJsonPath, removePath } from '../../src/key/json-path.ts'

function without(path: string, value: unknown): unknown {
  const node = parseCanonicalJson(JSON.stringify(value)) ?? 'null'
  return JSON.parse(serializeJson(removePath(node, parseJsonPath(path))))
}

describe('a JSON path leaves out', () => {
  test('a member', () => {
    expect(without('$.metadata.user_id', { metadata: { user_id: 1, b: 2 }, user_id: 3 })).toEqual({
      metadata: { b: 2 },
      user_id: 3,
    })
  })

  test('a quoted member', () => {
    expect(without(String.raw`$['it\'s a']["b"]`, { "it's a": { b: 1, c: 2 } })).toEqual({ "it's a": { c: 2 } })
  })

  test('a quoted member at any depth', () => {
    expect(without(`$..['user id'].n`, { a: { 'user id': { n: 1, m: 2 } } })).toEqual({ a: { 'user id': { m: 2 } } })
  })

  test('a member whose name is spelled with escapes', () => {
    expect(without(String.raw`$['gr\u00f6\u00DFe']['a\tb\\c\/d']`, { größe: { 'a\tb\\c/d': 1, e: 2 } })).toEqual({
      größe: { e: 2 },
    })
  })

  test('an item', () => {
    expect(without('$.list[1]', { list: [1, 2, 3] })).toEqual({ list: [1, 3] })
  })

  test('a member of every item', () => {
    expect(without('$.list[*].id', { list: [{ id: 1, a: 1 }, { id: 2 }, 3] })).toEqual({ list: [{ a: 1 }, {}, 3] })
  })

  test('a member of every member', () => {
    expect(without('$.*.id', { a: { id: 1, b: 2 }, c: { id: 3 } })).toEqual({ a: { b: 2 }, c: {} })
  })

  test('a name at any depth', () => {
    expect(without('$..id', { id: 1, a: [{ id: 2, b: { id: 3, c: 4 } }] })).toEqual({ a: [{ b: { c: 4 } }] })
  })

  test('a path below a name at any depth', () => {
    expect(without('$..meta.id', { meta: { id: 1, meta: { id: 2 } }, id: 3 })).toEqual({ meta: { meta: {} }, id: 3 })
  })

  test('__proto__', () => {
    const node = parseCanonicalJson('{"__proto__":1,"a":2}') ?? ''
    expect(serializeJson(removePath(node, parseJsonPath('$.__proto__')))).toBe('{"a":2}')
  })

  test('nothing where there is no such place', () => {
    expect(without('$.a[0].b', { a: { b: 1 } })).toEqual({ a: { b: 1 } })
  })

  test('both members where a name is there twice', () => {
    expect(serializeJson(removePath(parseCanonicalJson('{"a":1,"a":2,"b":3}') ?? '', parseJsonPath('$.a')))).toBe(
      '{"b":3}',
    )
  })
})

test.each(['', '$', 'a.b', '$.', '$a', '$.a.', '$[', '$[-1]', '$[a]', '$[1:2]', '$.a b', '$..', '$..*', '$.a[?(@.b)]'])(
  '%j is refused by name',
  (path) => {
    expect(() => parseJsonPath(path)).toThrow(RewindOptionsError)
    expect(() => parseJsonPath(path)).toThrow(`"${path}"`)
  },
)
