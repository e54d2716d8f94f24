import { runInNewContext } from 'node:vm'

import { describe, expect, test } from 'vitest'

import { RewindOptionsError } from '../../src/errors.ts'
import { checkOptions, type OptionsSource } from '../../src/options/check-options.ts'

const CONFIGURE: OptionsSource = { kind: 'call', name: 'configure()' }

/** A configuration file of some text. */
function fileOf(text: string): OptionsSource {
  return { kind: 'file', path: '/app/rewind.config.ts', text: () => text }
}

/** What a value is refused with. */
function refusal(value: unknown, source: OptionsSource = fileOf('')): RewindOptionsError {
  try {
    checkOptions(source, value)
  } catch (error) {
    if (error instanceof RewindOptionsError) return error
    throw error
  }
  throw new Error('the options were taken')
}

describe('right options', () => {
  test('are given back as they are', () => {
    const options = {
      $schema: './node_modules/rewind/config.schema.json',
      mode: 'update',
      cassettes: 'cassettes',
      hosts: ['llm.corp.example', { host: 'localhost:11434', provider: 'ollama' }],
      match: () => true,
      ignore: { body: ['$.metadata.user_id'], query: ['trace'], headers: [], origin: false },
      normalize: [{ pattern: /\d{4}-\d{2}-\d{2}/g, as: '<date>' }],
      redact: [{ pattern: /cust_\w+/g, as: '' }],
      keyHeaders: ['x-guardrail'],
      keepHeaders: ['x-request-id'],
      repeats: 'last',
      unused: 'warn',
      recordErrors: false,
      maxSpend: 0,
      recordTimeout: '90s',
      timing: 10,
      placeholderKeys: true,
      maxAge: '90d',
      prices: { 'my-model': { input: 0, output: 0.2, cachedInput: 0.1 } },
    }
    expect(checkOptions(fileOf(''), options)).toBe(options)
  })

  test('may be undefined', () => {
    const options = { maxAge: undefined, maxSpend: undefined, ignore: { body: undefined } }
    expect(checkOptions(fileOf(''), options)).toBe(options)
  })

  test('may come from another realm, as in a Jest sandbox', () => {
    const foreign: unknown = runInNewContext(`({ redact: [{ pattern: /a/, as: 'b' }], hosts: ['llm.example'] })`)
    expect(checkOptions(CONFIGURE, foreign)).toBe(foreign)
  })
})

describe('an unknown option', () => {
  test('is refused by one error with one fix, which names the nearest one', () => {
    expect(
      refusal({ ignore: { bdy: [] } }, fileOf('export default {\n  ignore: {\n    bdy: [],\n  },\n}')).message,
    ).toBe(
      [
        'unknown option ignore.bdy: did you mean ignore.body?  [REWIND_OPTIONS]',
        '  where     /app/rewind.config.ts:3',
        '  fix       write ignore.body',
      ].join('\n'),
    )
  })

  test('is compared whatever its case', () => {
    expect(refusal({ Mode: 'off' }).summary).toBe('unknown option Mode: did you mean mode?')
  })

  test('is shown with all that there are where none is near', () => {
    const { summary, remedy } = refusal({ zzzzzzzz: 1 })
    expect(summary).toBe('unknown option zzzzzzzz')
    expect(remedy).toMatch(/^use one of mode, cassettes, hosts, match, ignore, .*, prices$/)
  })

  test('is refused in a list, with its position', () => {
    expect(refusal({ redact: [{ pattern: /a/, as: 'b', wiht: 'c' }] }).summary).toBe('unknown option redact[0].wiht')
  })

  test('is refused where it is a name of every object', () => {
    expect(refusal({ toString: 1 }).summary).toContain('unknown option toString')
    expect(refusal({ ignore: { constructor: 1 } }).summary).toContain('unknown option ignore.constructor')
  })

  test('is $schema, outside of a configuration file', () => {
    expect(refusal({ $schema: 'x' }, CONFIGURE).summary).toContain('unknown option $schema')
  })
})

test.each(['authorization', 'X-API-Key', 'api-key', 'x-goog-api-key', 'Proxy-Authorization', 'x-amz-security-token'])(
  'a header that holds a credential cannot count in the key: %s',
  (name) => {
    expect(refusal({ keyHeaders: ['x-tenant', name] }).summary).toBe(
      `keyHeaders[1]: "${name}" holds a credential, and those are never part of the key`,
    )
  },
)

describe('a bad value is shown with what is right, for', () => {
  const cases: readonly (readonly [unknown, string, string])[] = [
    [
      { mode: 'recrod' },
      `mode must be 'replay', 'update', 'record', 'strict' or 'off', but is "recrod": did you mean 'record'?`,
      "mode: 'record'",
    ],
    [{ mode: 1 }, `mode must be 'replay', 'update', 'record', 'strict' or 'off', but is 1`, "mode: 'replay'"],
    [{ cassettes: '' }, 'cassettes must be a non-empty string, but is ""', "cassettes: 'cassettes'"],
    [{ hosts: 'llm.example' }, 'hosts must be a list, but is "llm.example"', "hosts: ['llm.corp.example']"],
    [
      { hosts: ['a.example', 3] },
      'hosts[1] must be a host name or an object, but is 3',
      "hosts[1]: 'llm.corp.example'",
    ],
    [
      { hosts: [{ host: 'a.example' }] },
      'hosts[0] has no provider',
      "hosts[0]: { host: 'llm.corp.example', provider: 'openai' }",
    ],
    [
      { match: 'llm.example' },
      'match must be a function, but is "llm.example"',
      "match: (request) => request.url.includes('/v1/')",
    ],
    [{ match: null }, 'match must be a function, but is null', "match: (request) => request.url.includes('/v1/')"],
    [{ ignore: ['$.a'] }, "ignore must be an object, but is [ '$.a' ]", "ignore: { body: ['$.metadata.user_id'] }"],
    [{ ignore: { body: '$.a' } }, 'ignore.body must be a list, but is "$.a"', "ignore.body: ['$.metadata.user_id']"],
    [
      { ignore: { body: ['a'] } },
      `ignore.body[0] must be a JSON path ($.a.b, $['a b'], $.list[*].id, $..name), but is "a"`,
      "ignore.body[0]: '$.metadata.user_id'",
    ],
    [
      { ignore: { headers: ['x: y'] } },
      'ignore.headers[0] must be the name of a header, but is "x: y"',
      "ignore.headers[0]: 'x-trace'",
    ],
    [{ ignore: { origin: 'yes' } }, 'ignore.origin must be true or false, but is "yes"', 'ignore.origin: true'],
    [
      { normalize: [{ pattern: 'x', as: 'y' }] },
      'normalize[0].pattern must be a regular expression, but is "x"',
      String.raw`normalize[0].pattern: /\d+/g`,
    ],
    [
      { redact: [{ pattern: /x/ }] },
      'redact[0] has no as',
      String.raw`redact[0]: { pattern: /\d+/g, as: '<customer>' }`,
    ],
    [{ redact: [{ pattern: /x/, as: 1 }] }, 'redact[0].as must be a string, but is 1', "redact[0].as: '<customer>'"],
    [{ redact: /x/ }, 'redact must be a list, but is /x/', String.raw`redact: [{ pattern: /\d+/g, as: '<customer>' }]`],
    [{ keyHeaders: 'x-a' }, 'keyHeaders must be a list, but is "x-a"', "keyHeaders: ['x-guardrail']"],
    [{ keepHeaders: [''] }, 'keepHeaders[0] must be the name of a header, but is ""', "keepHeaders[0]: 'x-request-id'"],
    [{ repeats: 'first' }, `repeats must be 'error' or 'last', but is "first"`, "repeats: 'error'"],
    [{ unused: 'error' }, `unused must be 'fail' or 'warn', but is "error"`, "unused: 'fail'"],
    [{ recordErrors: 'true' }, 'recordErrors must be true or false, but is "true"', 'recordErrors: true'],
    [{ placeholderKeys: 0 }, 'placeholderKeys must be true or false, but is 0', 'placeholderKeys: true'],
    [{ maxSpend: -1 }, 'maxSpend must be US dollars, but is -1', 'maxSpend: 5'],
    [{ maxSpend: '5' }, 'maxSpend must be US dollars, but is "5"', 'maxSpend: 5'],
    [
      { recordTimeout: '2 min' },
      `recordTimeout must be a time such as '2m', '90s' or milliseconds, but is "2 min"`,
      "recordTimeout: '2m'",
    ],
    [
      { recordTimeout: 0 },
      `recordTimeout must be a time such as '2m', '90s' or milliseconds, but is 0`,
      "recordTimeout: '2m'",
    ],
    [
      { timing: 'fast' },
      `timing must be 'instant', 'recorded' or a speed factor greater than 0, but is "fast"`,
      "timing: 'instant'",
    ],
    [
      { timing: 'recroded' },
      `timing must be 'instant' or 'recorded', but is "recroded": did you mean 'recorded'?`,
      "timing: 'recorded'",
    ],
    [
      { timing: Number.NaN },
      `timing must be 'instant', 'recorded' or a speed factor greater than 0, but is NaN`,
      "timing: 'instant'",
    ],
    [{ maxAge: '90 days' }, `maxAge must be an age such as '90d', '12h' or '8w', but is "90 days"`, "maxAge: '90d'"],
    [{ maxAge: '90m' }, `maxAge must be an age such as '90d', '12h' or '8w', but is "90m"`, "maxAge: '90d'"],
    [{ prices: [] }, 'prices must be an object, but is []', "prices: { 'my-model': { input: 0.1, output: 0.1 } }"],
    [{ prices: { m: { input: 1 } } }, 'prices.m has no output', 'prices.m: { input: 0.1, output: 0.1 }'],
    [
      { prices: { 'm-1': { input: -1, output: 1 } } },
      'prices["m-1"].input must be US dollars per million tokens, but is -1',
      'prices["m-1"].input: 0.1',
    ],
  ]

  test.each(cases)('%o', (options, summary, remedy) => {
    expect(refusal(options)).toMatchObject({ summary, remedy })
  })

  test('a host, with what is wrong with it', () => {
    expect(refusal({ hosts: ['https://llm.corp.example/v1'] })).toMatchObject({
      summary: 'hosts[0]: "https://llm.corp.example/v1" has a scheme',
      remedy: expect.stringContaining("hosts: ['llm.corp.example']"),
    })
  })

  test('the options themselves', () => {
    expect([null, 'strict', ['strict'], undefined].map((value) => refusal(value).summary)).toEqual(
      Array(4).fill('the options must be an object'),
    )
  })
})

describe('where it is', () => {
  test('is the line of the name in a configuration file, after those around it', () => {
    const text = `import { body } from './body.ts'
export default {
  // body: what models see
  hosts: [{ host: 'a.example', provider: 'openai' }],
  ignore: {
    'query': ['trace'],
    body: 7,
  },
}`
    expect(refusal({ ignore: { body: 7 } }, fileOf(text)).message).toContain('  where     /app/rewind.config.ts:7\n')
  })

  test('is the file alone where the name is not in it', () => {
    const text = `import { shared } from './shared.ts'\nexport default shared`
    expect(refusal({ unused: 7 }, fileOf(text)).message).toContain('  where     /app/rewind.config.ts\n')
  })

  test('is the function that was called', () => {
    expect(refusal({ mode: 'x' }, CONFIGURE).message).toContain('  where     configure()\n')
  })
})

describe('an option that holds for a whole run', () => {
  test('is refused where only a part of it is configured, with the place that it belongs to', () => {
    expect(refusal({ prices: { m: { input: 1, output: 1 } } }, CONFIGURE)).toMatchObject({
      summary: 'prices holds for a whole run and cannot be set here',
      remedy: 'move prices to rewind.config.ts',
    })
    expect(refusal({ maxSpend: 5 }, { kind: 'call', name: 'withCassette()' }).remedy).toBe(
      'move maxSpend to rewind.config.ts, or set REWIND_MAX_SPEND',
    )
  })

  test('may be undefined there', () => {
    expect(checkOptions(CONFIGURE, { maxSpend: undefined })).toEqual({ maxSpend: undefined })
  })
})

test('what is shown of a bad value is bounded, and functions are named', () => {
  expect(refusal({ mode: 'x'.repeat(500) }).summary.length).toBeLessThan(250)
  expect(refusal({ mode: () => 'strict' }).summary).toContain('but is a function')
})

test('a value that JSON cannot write is refused like any other', () => {
  const circular: Record<string, unknown> = {}
  circular['self'] = circular
  expect(refusal({ mode: circular }).summary).toContain("mode must be 'replay'")
  expect(refusal({ mode: 1n }).summary).toContain("mode must be 'replay'")
})
