import { readFileSync } from 'node:fs'

import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'

import { RewindOptionsError } from '../../src/errors.ts'
import { checkOptions } from '../../src/options/check-options.ts'
import { createConfigSchema } from '../../src/options/config/config-schema.ts'

const TABLE = readFileSync(new URL('../../src/options/option-table.ts', import.meta.url), 'utf8')
const SCHEMA = createConfigSchema(TABLE)

/** Whether an editor takes a configuration, and whether rewind does. */
function verdicts(config: unknown): { readonly editor: boolean; readonly checks: boolean } {
  return { editor: new Ajv({ strict: true }).validate(SCHEMA, config), checks: isTaken(config) }
}

function isTaken(config: unknown): boolean {
  try {
    checkOptions({ kind: 'file', path: 'rewind.config.json', text: () => '' }, config)
    return true
  } catch (error) {
    if (error instanceof RewindOptionsError) return false
    throw error
  }
}

// `vitest -u` writes it.
test('the schema in the package is that of the table', async () => {
  await expect(`${JSON.stringify(SCHEMA, undefined, 2)}\n`).toMatchFileSnapshot('../../config.schema.json')
})

test('every option is described by its comment', () => {
  expect(SCHEMA['properties']).toMatchObject({
    mode: { description: expect.stringMatching(/^What becomes of calls to LLM hosts\. Default: 'strict' where CI/) },
    prices: { description: 'What models cost, over the built-in prices.' },
    timing: { default: 'instant' },
  })
  const { properties } = SCHEMA
  const descriptions = Object.entries(properties ?? {}).filter(([name]) => name !== '$schema')
  expect(descriptions.filter(([, { description }]) => typeof description !== 'string')).toEqual([])
})

describe('an editor and rewind both', () => {
  test('take a configuration with all that JSON can say', () => {
    const config = {
      $schema: './node_modules/rewind/config.schema.json',
      mode: 'update',
      cassettes: 'cassettes',
      hosts: ['llm.corp.example', '[::1]:8080', { host: 'localhost:11434', provider: 'ollama' }],
      ignore: { body: ['$.metadata.user_id', "$['a b'][0]..id"], query: ['trace'], headers: ['X-Trace'], origin: true },
      redact: [],
      keyHeaders: ['x-guardrail'],
      keepHeaders: ['x-request-id'],
      repeats: 'last',
      unused: 'warn',
      recordErrors: true,
      maxSpend: 0,
      recordTimeout: '90s',
      timing: 2.5,
      placeholderKeys: false,
      maxAge: '90d',
      prices: { 'my-model': { input: 0, output: 0.2, cachedInput: 0.1 } },
    }
    expect(verdicts(config)).toEqual({ editor: true, checks: true })
  })

  test.each([
    { moed: 'off' },
    { mode: 'recrod' },
    { mode: null },
    { cassettes: '' },
    { hosts: 'llm.example' },
    { hosts: ['https://llm.example/v1'] },
    { hosts: [{ host: 'llm.example' }] },
    { hosts: [{ host: 'llm.example', provider: '' }] },
    { match: 'llm.example' },
    { ignore: [] },
    { ignore: { bdy: [] } },
    { ignore: { body: ['metadata.user_id'] } },
    { ignore: { body: ['$'] } },
    { ignore: { headers: ['x trace'] } },
    { ignore: { origin: 1 } },
    { normalize: [{ pattern: 'x', as: 'y' }] },
    { redact: {} },
    { keyHeaders: [''] },
    { repeats: 'first' },
    { recordErrors: 'true' },
    { maxSpend: -1 },
    { maxSpend: '5' },
    { recordTimeout: 0 },
    { recordTimeout: '0s' },
    { recordTimeout: '2 min' },
    { timing: 0 },
    { timing: 'fast' },
    { maxAge: '90m' },
    { maxAge: 90 },
    { prices: { m: { input: 1 } } },
    { prices: { m: { input: -1, output: 1 } } },
    { prices: { m: { input: 1, output: 1, cached: 1 } } },
    [],
    'strict',
  ])('refuse %j', (config) => {
    expect(verdicts(config)).toEqual({ editor: false, checks: false })
  })
})
