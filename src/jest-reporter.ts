export { RewindJestReporter as default } from './runners/jest/reporter.ts'
export type { ReporterOptions } from './runners/report/publish-report.ts'
