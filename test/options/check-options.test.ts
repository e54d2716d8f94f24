import { runInNewContext } from 'node:vm'

import { describe, expect, test } from 'vitest'

import { RewindOptionsError } from '../../src/errors.ts'
import { checkOptions } from '../../src/options/check-options.ts'

/** The first line of what a value is refused with. */
function problemOf(value: unknown, source = 'rewind.config.ts'): string {
  try {
    checkOptions(source, value)
  } catch (error) {
    if (error instanceof RewindOptionsError) return error.message.split('\n')[0] ?? ''
    throw error
  }
  return 'no problem'
}

describe('right options', () => {
  test('are given back as they are', () => {
    const options = {
      mode: 'replay',
      cassettes: 'cassettes',
      hosts: ['llm.corp.example', { host: 'localhost:11434', provider: 'ollama' }],
      match: () => true,
      ignore: { body: ['$.metadata.user_id'], query: ['trace'], headers: [], origin: false },
      normalize: [{ pattern: /\d{4}-\d{2}-\d{2}/g, as: '<date>' }],
      redact: [{ pattern: /cust_\w+/g, as: '' }],
      repeats: 'last',
      unused: 'warn',
      recordErrors: false,
      timing: 10,
      placeholderKeys: true,
      maxAge: '90d',
      prices: { 'my-model': { input: 0, output: 0.2, cachedInput: 0.1 } },
    }
    expect(checkOptions('x', options)).toBe(options)
  })

  test('may be undefined', () => {
    expect(problemOf({ maxAge: undefined, ignore: { body: undefined } })).toBe('no problem')
  })

  test('may come from another realm, as in a Jest sandbox', () => {
    const foreign: unknown = runInNewContext(`({ redact: [{ pattern: /a/, as: 'b' }], hosts: ['llm.example'] })`)
    expect(problemOf(foreign)).toBe('no problem')
  })
})

describe('an unknown option', () => {
  test('is named with the nearest valid one', () => {
    expect(problemOf({ cassete: 'x' })).toBe(
      "rewind.config.ts: unknown option 'cassete' (did you mean 'cassettes'?)  [REWIND_OPTIONS]",
    )
    expect(problemOf({ Mode: 'off' })).toContain("unknown option 'Mode' (did you mean 'mode'?)")
  })

  test('is named alone where nothing is near', () => {
    expect(problemOf({ zzzzzzzz: 1 })).toBe("rewind.config.ts: unknown option 'zzzzzzzz'  [REWIND_OPTIONS]")
  })

  test('is refused inside an option as well', () => {
    expect(problemOf({ ignore: { header: [] } })).toContain(
      "'ignore' unknown option 'header' (did you mean 'headers'?)",
    )
    expect(problemOf({ redact: [{ pattern: /a/, as: 'b', with: 'c' }] })).toContain("'redact'[0] unknown option 'with'")
  })

  test('is refused where it is a name of every object', () => {
    expect(problemOf({ toString: 1 })).toContain("unknown option 'toString'")
    expect(problemOf({ ignore: { constructor: 1 } })).toContain("unknown option 'constructor'")
  })

  test('says which ones there are', () => {
    expect(() => checkOptions('x', { nope: 1 })).toThrow(/fix {7}use one of mode, cassettes, hosts, match, ignore/)
  })
})

describe('a bad value is named, for', () => {
  test('mode', () => {
    expect(problemOf({ mode: 'recrod' })).toContain(
      "'mode' must be one of 'replay', 'update', 'record', 'strict', 'off' (did you mean 'record'?), but is \"recrod\"",
    )
    expect(problemOf({ mode: 1 })).toContain(
      "'mode' must be one of 'replay', 'update', 'record', 'strict', 'off', but is 1",
    )
  })

  test('cassettes', () => {
    expect(problemOf({ cassettes: '' })).toContain("'cassettes' must be a text that is not empty")
  })

  test('hosts', () => {
    expect(problemOf({ hosts: 'llm.example' })).toContain("'hosts' must be a list")
    expect(problemOf({ hosts: ['a.example', 3] })).toContain("'hosts'[1] must be an object, but is [ 'a.example', 3 ]")
    expect(problemOf({ hosts: [{ host: 'a.example' }] })).toContain("'hosts'[0] must have 'provider'")
  })

  test('match', () => {
    expect(problemOf({ match: 'llm.example' })).toContain("'match' must be a function")
  })

  test('ignore', () => {
    expect(problemOf({ ignore: ['$.a'] })).toContain("'ignore' must be an object")
    expect(problemOf({ ignore: { body: '$.a' } })).toContain("'ignore' 'body' must be a list")
    expect(problemOf({ ignore: { body: ['$.a', 1] } })).toContain("'ignore' 'body'[1] must be a text")
    expect(problemOf({ ignore: { origin: 'yes' } })).toContain("'origin' must be true or false")
  })

  test('normalize and redact', () => {
    expect(problemOf({ normalize: [{ pattern: 'x', as: 'y' }] })).toContain(
      "'normalize'[0] 'pattern' must be a regular expression",
    )
    expect(problemOf({ redact: [{ pattern: /x/ }] })).toContain("'redact'[0] must have 'as'")
    expect(problemOf({ redact: [{ pattern: /x/, as: 1 }] })).toContain("'redact'[0] 'as' must be a text")
    expect(problemOf({ redact: /x/ })).toContain("'redact' must be a list, but is /x/")
  })

  test('repeats and unused', () => {
    expect(problemOf({ repeats: 'first' })).toContain("'repeats' must be one of 'error', 'last'")
    expect(problemOf({ unused: 'error' })).toContain("'unused' must be one of 'fail', 'warn'")
  })

  test('recordErrors and placeholderKeys', () => {
    expect(problemOf({ recordErrors: 'true' })).toContain('\'recordErrors\' must be true or false, but is "true"')
    expect(problemOf({ placeholderKeys: 0 })).toContain("'placeholderKeys' must be true or false, but is 0")
  })

  test('timing', () => {
    expect(problemOf({ timing: 'fast' })).toContain(
      "'timing' must be one of 'instant', 'recorded', or a speed factor such as 10",
    )
    expect(problemOf({ timing: 0 })).toContain("'timing' must be greater than 0")
    expect(problemOf({ timing: -1 })).toContain("'timing' must be greater than 0")
    expect(problemOf({ timing: Number.NaN })).toContain("'timing' must be greater than 0, but is NaN")
  })

  test('maxAge', () => {
    expect(problemOf({ maxAge: 90 })).toContain("'maxAge' must be an age such as '90d', '12h' or '8w', but is 90")
    expect(problemOf({ maxAge: '90 days' })).toContain("'maxAge' must be an age")
    expect(problemOf({ maxAge: '90m' })).toContain("'maxAge' must be an age")
  })

  test('prices', () => {
    expect(problemOf({ prices: [] })).toContain("'prices' must be an object of prices by model")
    expect(problemOf({ prices: { m: { input: 1 } } })).toContain("'prices' of 'm' must have 'output'")
    expect(problemOf({ prices: { m: { input: -1, output: 1 } } })).toContain(
      "'prices' of 'm' 'input' must be US dollars per million tokens",
    )
  })

  test('the options themselves', () => {
    expect([null, 'strict', ['strict'], undefined].map((value) => problemOf(value))).toEqual(
      Array(4).fill('rewind.config.ts: options must be an object  [REWIND_OPTIONS]'),
    )
  })

  test('null, which is no way to leave an option unset', () => {
    expect(problemOf({ match: null })).toContain("'match' must be a function, but is null")
  })
})

test('what is shown of a bad value is bounded, and functions are named', () => {
  expect(problemOf({ mode: 'x'.repeat(500) }).length).toBeLessThan(250)
  expect(problemOf({ mode: () => 'strict' })).toContain('but is a function')
})

test('a value that JSON cannot write is refused like any other', () => {
  const circular: Record<string, unknown> = {}
  circular['self'] = circular
  expect(problemOf({ mode: circular })).toContain("'mode' must be one of")
  expect(problemOf({ mode: 1n })).toContain("'mode' must be one of")
})
