import { expect, test } from 'vitest'

import * as calls from '../../src/bundles/calls.ts'
import type { RarelyNeeded } from '../../src/runners/load-rarely-needed.ts'
import type { CallsBundle } from '../../src/scope/calls-bundle.ts'

test('the bundle of calls has what both of its doors say that it has', () => {
  // The type check compares them: neither door sees what it loads.
  const bundle: CallsBundle & RarelyNeeded = calls

  expect(Object.values(bundle)).not.toContain(undefined)
})
