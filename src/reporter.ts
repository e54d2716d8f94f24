export { RewindReporter as default } from './runners/vitest/reporter.ts'
export type { ReporterOptions } from './runners/report/publish-report.ts'
