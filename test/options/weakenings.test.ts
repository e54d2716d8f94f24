import { expect, test } from 'vitest'

import { resolveOptions } from '../../src/options/resolve-options.ts'
import { keyRulesOf, weakeningsOf } from '../../src/options/weakenings.ts'

test('rules that make prompts equal, and a mode that looks at nothing, are named', () => {
  const options = { mode: 'off', redact: [{ pattern: /cust_\w+/g, as: '<customer>' }] } as const
  const resolved = resolveOptions([options], { variables: {}, isCI: true, isUpdate: false })
  expect(weakeningsOf(resolved)).toEqual([String.raw`redact /cust_\w+/g`, "mode: 'off'"])
})

test('the rules of the key are those that are there for something in a request', () => {
  const options = {
    ignore: { body: ['$.a'], query: ['b'], headers: ['c'], origin: true },
    normalize: [{ pattern: /d/, as: '' }],
    redact: [{ pattern: /e/, as: '' }],
    repeats: 'last',
    match: () => true,
  } as const
  const resolved = resolveOptions([options], { variables: {}, isCI: true, isUpdate: false })

  expect(keyRulesOf(resolved)).toEqual(['ignore $.a', 'ignore ?b', 'ignore c:', 'normalize /d/'])
  expect(weakeningsOf(resolved)).toEqual([
    ...keyRulesOf(resolved),
    'ignore origin',
    'redact /e/',
    "repeats: 'last'",
    'match()',
  ])
})
