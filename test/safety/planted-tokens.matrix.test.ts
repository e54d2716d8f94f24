import { expect, test } from 'vitest'

import { plantedCredentials, plantedTokens } from './planted-secrets.ts'
import { testPlantedSecrets } from './test-planted-secrets.ts'

testPlantedSecrets('tokens of known shapes', plantedTokens)

test('more than 120 secrets are planted', () => {
  expect(plantedTokens(1).length + plantedCredentials(1).length).toBeGreaterThanOrEqual(120)
})
