import { vi } from 'vitest'

import { patient } from './patience.ts'

// Vitest reads its configuration once, and a run of twenty minutes sees a machine that is idle and one that is busy.
vi.setConfig({ testTimeout: patient(60_000), hookTimeout: patient(60_000) })
