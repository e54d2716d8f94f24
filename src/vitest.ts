import { aroundAll, aroundEach, expect, TestRunner } from 'vitest'

import { loadEngine } from './bundles/load-engine.ts'
import type { TestReport } from './report/test-report.ts'

declare module 'vitest' {
  interface TaskMeta {
    /** What rewind did for this test, or for this file outside of its tests. */
    rewind?: TestReport | TestReport[]
  }
}

if (typeof process !== 'object' || process.versions?.node === undefined) {
  throw new Error(
    "rewind runs in Node.js, and this is Vitest's browser mode  [REWIND_RUNNER]\n  fix       move the tests that call an LLM to a project without browser.enabled, and list 'rewind/vitest' only there",
  )
}
// Called on every evaluation: without isolation the modules stay, but every file needs its own hooks.
loadEngine().registerVitest({ sandbox: globalThis, aroundAll, aroundEach, expect, TestRunner })
