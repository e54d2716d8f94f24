export { RewindJestReporter as default } from './runners/jest/reporter.ts'
export type { ReporterOptions } from './runners/publish-report.ts'
