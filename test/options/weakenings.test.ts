import { expect, test } from 'vitest'

import { resolveOptions } from '../../src/options/resolve-options.ts'
import { weakeningsOf } from '../../src/options/weakenings.ts'

test('rules that make prompts equal, and a mode that looks at nothing, are named', () => {
  const options = { mode: 'off', redact: [{ pattern: /cust_\w+/g, as: '<customer>' }] } as const
  const resolved = resolveOptions([options], { variables: {}, isCI: true, isUpdate: false })
  expect(weakeningsOf(resolved)).toEqual([String.raw`redact /cust_\w+/g`, "mode: 'off'"])
})
