import { plantedCredentials } from './planted-secrets.ts'
import { testPlantedSecrets } from './test-planted-secrets.ts'

testPlantedSecrets('variables, headers and fields that hold credentials', plantedCredentials)
