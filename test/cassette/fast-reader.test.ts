import { property, assert as check, constantFrom, oneof } from 'fast-check'
import { describe, expect, test } from 'vitest'

import { NotOurYaml, readMapping } from '../../src/cassette/read/read-yaml.ts'
import { RUNS, trickyText } from './any-call.ts'
import { parseWholeYaml } from './samples.ts'

describe('the fast reader', () => {
  test('reads no edited line in another way than a whole YAML parser', () => {
    const line = oneof(
      trickyText.map((text) => `a: ${text}`),
      constantFrom(
        'a: True',
        'a: NULL',
        'a: x # y',
        'a # b: c',
        'a: [1, 2',
        'a: [1, x]',
        'a: {"b":1,"b":2}',
        'a: 0x10',
        'a: 1_000',
        'a: |\n    b\n   c',
        'a: |\n\n  b',
        'a: |',
        'a: >\n  b',
        'a : b',
        'a: "x\\x41"',
        "a: 'b'",
        'a:\n- b',
        'a: b\n  c',
        'a: b\t# c',
        'a: 1\na: 2',
        'a: .5',
        'a: +1',
        'a: 08',
        'a: -',
        'a: - b',
        '? a',
        'a: !!str 1',
        'a: &x b',
        'a: b: c',
        'a:b',
        'a: |\n  b\rc',
        'a: |-\n  b\r\n  c',
        'a: b\rc: d',
      ),
    )
    check(
      property(line, (text) => {
        const fast = attempt(() => readMapping(text))
        if (fast !== undefined) expect(JSON.stringify(fast)).toBe(JSON.stringify(attempt(() => parseWholeYaml(text))))
      }),
      { numRuns: 3 * RUNS },
    )
  })

  // Found by fuzzing.
  test('takes no line for the rest of a quoted text that a whole YAML parser refuses', () => {
    const text = 'a:\n  - "b\\\n    c"\n'
    expect({ ...readMapping(text) }).toEqual({ a: ['bc'] })
    expect(() => readMapping(text.replace('    c', 'c'))).toThrow(NotOurYaml)
    expect(() => parseWholeYaml(text.replace('    c', 'c'))).toThrow()
  })
})

function attempt(read: () => unknown): unknown {
  try {
    return read()
  } catch {
    return undefined
  }
}
