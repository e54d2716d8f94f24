import { readFileSync } from 'node:fs'

import { expect, test } from 'vitest'

import { PROVIDERS_PAGE, renderProvidersPage } from './providers-page.ts'

test('the page of providers has the tables of the catalogue (else: node test/docs/providers-page.ts)', () => {
  const page = readFileSync(PROVIDERS_PAGE, 'utf8')

  expect(page).toContain('| Amazon Bedrock | `bedrock` |')
  expect(page).toBe(renderProvidersPage(page))
})
