import { describe } from 'vitest'

import { VITEST } from '../helpers/projects/runners.ts'
import { describeRunner } from './behaviours.ts'

describe('in Vitest', () => describeRunner(VITEST))
