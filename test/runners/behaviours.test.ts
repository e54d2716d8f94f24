import { describe } from 'vitest'

import { describeRunner } from './behaviours.ts'
import { VITEST } from './jest/runners.ts'

describe('in Vitest', () => describeRunner(VITEST))
