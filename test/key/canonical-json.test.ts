import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { mapTexts, parseCanonicalJson, serializeJson } from '../../src/key/canonical-json.ts'

function canonical(text: string): string | undefined {
  const node = parseCanonicalJson(text)
  return node === undefined ? undefined : serializeJson(node)
}

describe('canonical JSON', () => {
  test('has sorted names and no white space', () => {
    expect(canonical(' { "b" : [ 1 , {"d":null,"c":true} ] ,\n"a" : false } ')).toBe(
      '{"a":false,"b":[1,{"c":true,"d":null}]}',
    )
  })

  test('sorts many names too', () => {
    const names = Array.from({ length: 100 }, (_, index) => `"k${(index * 37) % 100}":0`)
    expect(canonical(`{${names.join(',')}}`)).toBe(`{${names.toSorted().join(',')}}`)
  })

  test('spells numbers by value', () => {
    expect(canonical('[1.0, 1e2, 0.10, 100, -5E-1, 0e9]')).toBe('[1,100,0.1,100,-0.5,0]')
  })

  test.each(['-0', '1e400', '-1e400', '9007199254740993', '12345678901234567890', '0.1000000000000000055', '1e-400'])(
    'keeps the spelling of %s, which a double cannot hold apart from others',
    (number) => {
      expect(canonical(`[${number}]`)).toBe(`[${number}]`)
    },
  )

  test('spells strings in one way', () => {
    expect(canonical(String.raw`"\u0041\/\u00e4\"\n\ud83d\ude00"`)).toBe(String.raw`"A/ä\"\n😀"`)
  })

  test('keeps an unpaired surrogate', () => {
    expect(canonical(String.raw`"\uD800"`)).toBe(String.raw`"\ud800"`)
  })

  test('keeps names that are there twice, in their order', () => {
    expect(canonical('{"b":1,"a":2,"b":0}')).toBe('{"a":2,"b":1,"b":0}')
  })

  test('keeps __proto__ as a name', () => {
    expect(canonical('{"z":{"__proto__":{"x":1}},"__proto__":2}')).toBe('{"__proto__":2,"z":{"__proto__":{"x":1}}}')
  })

  test.each([
    '',
    '{',
    '[1,]',
    '{"a":1,}',
    '{a:1}',
    "'a'",
    '01',
    '1.',
    '+1',
    'NaN',
    'tru',
    '[1] 2',
    '"\n"',
    String.raw`"\x"`,
    '\uFEFF1',
    '"a',
  ])('is undefined for %j', (text) => {
    expect(parseCanonicalJson(text)).toBeUndefined()
  })

  test('reads 500 levels and not one more', () => {
    expect([
      canonical('['.repeat(500) + ']'.repeat(500))?.length,
      canonical('['.repeat(501) + ']'.repeat(501)),
    ]).toEqual([1000, undefined])
  })

  test('reads a string of 20 MB', () => {
    expect(canonical(`["${'QUJD\\n'.repeat(3_333_333)}"]`)?.length).toBe(3_333_333 * 6 + 4)
  })

  test('reads strings of five million escapes', () => {
    expect(canonical(`"${String.raw`\n`.repeat(5_000_000)}"`)?.length).toBe(10_000_002)
    expect(canonical(`"${String.raw`\u00e9`.repeat(5_000_000)}"`)?.length).toBe(5_000_002)
  })

  test('means what JSON.parse reads', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), (text) => {
        fc.pre(!/-0(?![.\d])/.test(text))
        expect(JSON.parse(canonical(text) ?? '')).toEqual(JSON.parse(text))
      }),
    )
  })

  test('accepts exactly what JSON.parse accepts', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '"a"',
      '1',
      '-',
      '.',
      'e',
      '0',
      'null',
      'true',
      ' ',
      '\n',
      '\\',
      '\\u00',
      '\t',
    )
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 8 }), (parts) => {
        expect(parseCanonicalJson(parts.join('')) !== undefined).toBe(isJson(parts.join('')))
      }),
      { numRuns: 2000 },
    )
  })

  test('is canonical already', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const once = canonical(text) ?? ''
        expect(canonical(once)).toBe(once)
      }),
    )
  })
})

test('mapTexts changes values, not names', () => {
  const node = parseCanonicalJson('{"day":"day one","list":["a \\"day\\"",1,null]}') ?? ''
  expect(serializeJson(mapTexts(node, (text) => text.replaceAll('day', 'night')))).toBe(
    '{"day":"night one","list":["a \\"night\\"",1,null]}',
  )
})

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
