import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

import { expect, test } from 'vitest'

test('the page without its data is no larger than 60 kB', () => {
  const page = readFileSync(join(import.meta.dirname, '../../dist/viewer.html'))
  expect(gzipSync(page).length).toBeLessThanOrEqual(60_000)
  expect(page.toString()).not.toMatch(/https?:\/\/(?!www\.w3\.org)/u)
})
