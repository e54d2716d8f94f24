import { describe, expect, test } from 'vitest'

import { RewindOptionsError } from '../../src/errors.ts'
import type { RewindOptions } from '../../src/options/options.ts'
import { resolveOptions } from '../../src/options/resolve-options.ts'

function resolve(
  layers: readonly RewindOptions[],
  variables: Readonly<Record<string, string | undefined>> = {},
  runner: { readonly isCI?: boolean; readonly isUpdate?: boolean } = {},
) {
  return resolveOptions(layers, { variables, isCI: false, isUpdate: false, ...runner })
}

describe('without options', () => {
  test('everything has its default', () => {
    expect(resolve([])).toEqual({
      mode: 'replay',
      cassettes: 'cassettes',
      hosts: [],
      match: undefined,
      ignore: { body: [], query: [], headers: [], origin: false },
      normalize: [],
      redact: [],
      keyHeaders: [],
      keepHeaders: [],
      repeats: 'error',
      unused: 'fail',
      recordErrors: false,
      maxSpend: undefined,
      recordTimeout: 120_000,
      timing: Infinity,
      placeholderKeys: true,
      maxAge: undefined,
      prices: {},
    })
  })

  test('the mode is strict in CI', () => {
    expect(resolve([], {}, { isCI: true }).mode).toBe('strict')
  })

  test("the mode is update under the runner's -u, but not in CI", () => {
    expect(resolve([], {}, { isUpdate: true }).mode).toBe('update')
    expect(resolve([], {}, { isUpdate: true, isCI: true }).mode).toBe('strict')
    expect(resolve([{ mode: 'replay' }], {}, { isUpdate: true }).mode).toBe('replay')
  })
})

describe('layers', () => {
  test('replace single values, the last one wins', () => {
    expect(resolve([{ unused: 'warn', cassettes: 'a' }, { cassettes: 'b' }])).toMatchObject({
      unused: 'warn',
      cassettes: 'b',
    })
  })

  test('do not take back a value by undefined', () => {
    expect(resolve([{ recordErrors: true }, { recordErrors: undefined }]).recordErrors).toBe(true)
  })

  test('add up lists, so that a test can add a redaction but drop none', () => {
    const [first, second] = [
      { pattern: /a/, as: 'A' },
      { pattern: /b/, as: 'B' },
    ]
    const options = resolve([
      { redact: [first], hosts: ['one.example'], normalize: [second], ignore: { body: ['$.a'], query: ['q'] } },
      { redact: [second], hosts: ['two.example'], normalize: [first], ignore: { body: ['$.b'], headers: ['X-Trace'] } },
    ])
    expect(options.redact).toEqual([first, second])
    expect(options.normalize).toEqual([second, first])
    expect(options.hosts).toEqual(['one.example', 'two.example'])
    expect(options.ignore).toEqual({ body: ['$.a', '$.b'], query: ['q'], headers: ['x-trace'], origin: false })
  })

  test('keep the origin ignored until one says otherwise', () => {
    expect(resolve([{ ignore: { origin: true } }, { ignore: { body: ['$.a'] } }]).ignore.origin).toBe(true)
    expect(resolve([{ ignore: { origin: true } }, { ignore: { origin: false } }]).ignore.origin).toBe(false)
  })

  test('add up prices by model, the last one wins', () => {
    const prices = resolve([
      { prices: { a: { input: 1, output: 2 }, b: { input: 3, output: 4 } } },
      { prices: { b: { input: 5, output: 6 } } },
    ]).prices
    expect(prices).toEqual({ a: { input: 1, output: 2 }, b: { input: 5, output: 6 } })
  })

  test('replace a match function', () => {
    expect(resolve([{ match: () => true }, { match: Boolean }]).match).toBe(Boolean)
  })

  test('are not changed', () => {
    const layer = { hosts: ['one.example'], prices: { a: { input: 1, output: 2 } } }
    const before = structuredClone(layer)
    resolve([layer, { hosts: ['two.example'], prices: { a: { input: 9, output: 9 } } }])
    expect(layer).toEqual(before)
  })
})

describe('the environment', () => {
  test('wins over every layer', () => {
    const variables = { REWIND_MODE: 'record', REWIND_CASSETTES: 'elsewhere', REWIND_TIMING: 'recorded' }
    expect(resolve([{ mode: 'off', cassettes: 'here', timing: 10 }], variables, { isCI: true })).toMatchObject({
      mode: 'record',
      cassettes: 'elsewhere',
      timing: 1,
    })
  })

  test('counts for nothing where a variable is empty', () => {
    expect(
      resolve([{ mode: 'off', cassettes: 'here' }], { REWIND_MODE: '', REWIND_CASSETTES: '', REWIND_TIMING: '' }),
    ).toMatchObject({ mode: 'off', cassettes: 'here' })
    expect(resolve([], { REWIND_MAX_SPEND: ' ', REWIND_MODE: '\t', REWIND_CASSETTES: ' ' })).toMatchObject({
      mode: 'replay',
      cassettes: 'cassettes',
      maxSpend: undefined,
    })
  })

  test('gives a speed factor as a number', () => {
    expect(resolve([], { REWIND_TIMING: '10' }).timing).toBe(10)
  })

  test('throws for a wrong REWIND_MODE and names the valid ones', () => {
    expect(() => resolve([], { REWIND_MODE: 'replya' })).toThrow(
      new RewindOptionsError({
        summary: `REWIND_MODE must be 'replay', 'update', 'record', 'strict' or 'off', but is "replya": did you mean 'replay'?`,
        remedy: 'REWIND_MODE=replay',
      }),
    )
  })

  test('throws for a mode in capitals and names the one that is meant', () => {
    expect(() => resolve([], { REWIND_MODE: 'STRICT' })).toThrow(/did you mean 'strict'/)
  })

  test('throws for a wrong REWIND_TIMING', () => {
    expect(() => resolve([], { REWIND_TIMING: 'fast' })).toThrow(
      /REWIND_TIMING must be 'instant', 'recorded' or a speed factor greater than 0, but is "fast"[^]*fix +REWIND_TIMING=instant/,
    )
    expect(() => resolve([], { REWIND_TIMING: '0' })).toThrow(/REWIND_TIMING must be .*, but is 0/)
  })

  test('limits what a run may spend by REWIND_MAX_SPEND', () => {
    expect(resolve([{ maxSpend: 5 }], { REWIND_MAX_SPEND: '0.25' }).maxSpend).toBe(0.25)
    expect(() => resolve([], { REWIND_MAX_SPEND: '$5' })).toThrow(
      /REWIND_MAX_SPEND must be US dollars, but is "\$5"[^]*fix +REWIND_MAX_SPEND=5/,
    )
  })
})

describe('values in other units', () => {
  test('timing is a speed factor', () => {
    expect(
      [resolve([{ timing: 'instant' }]), resolve([{ timing: 'recorded' }]), resolve([{ timing: 2.5 }])].map(
        ({ timing }) => timing,
      ),
    ).toEqual([Infinity, 1, 2.5])
  })

  test('an age is milliseconds', () => {
    const ages = ['90d', '12h', '8w'].map((maxAge) => resolve([{ maxAge }]).maxAge)
    expect(ages).toEqual([90 * 24 * 3_600_000, 12 * 3_600_000, 8 * 7 * 24 * 3_600_000])
  })

  test('what a test may take is milliseconds', () => {
    const times = (['2m', '90s', '1500ms', '1h', 250] as const).map((time) => resolve([{ recordTimeout: time }]))
    expect(times.map(({ recordTimeout }) => recordTimeout)).toEqual([120_000, 90_000, 1500, 3_600_000, 250])
  })

  test('names of headers are in lower case', () => {
    expect(resolve([{ keyHeaders: ['X-Guardrail'], keepHeaders: ['X-Request-Id'] }])).toMatchObject({
      keyHeaders: ['x-guardrail'],
      keepHeaders: ['x-request-id'],
    })
  })
})
