import { expect, test } from 'vitest'

import { assertRuntime } from '../../src/process/assert-runtime.ts'

test('Node.js is a runtime whose traffic can be intercepted', () => {
  expect(assertRuntime()).toBeUndefined()
})

// As process.versions is there: both name the version of Node.js that they stand for.
test.each([
  { node: '24.3.0', bun: '1.4.5' },
  { node: '24.2.0', deno: '2.9.6' },
])('another one is refused by name: %o', (versions) => {
  expect(() => assertRuntime(versions)).toThrow(
    /^rewind cannot intercept the traffic of (?:Bun 1\.4\.5|Deno 2\.9\.6): .*\[REWIND_RUNNER\]\n {2}fix {7}run this with Node\.js/,
  )
})
