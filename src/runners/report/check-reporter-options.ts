import { checkShape } from '../../options/check-options.ts'
import { flag, record, text } from '../../options/value.ts'
import type { ReporterOptions } from './publish-report.ts'

const file = (example: string) => text({ must: 'the path of a file', example, empty: true })
const SHAPE = record<ReporterOptions>({
  json: file('report.json'),
  html: file('rewind.html'),
  summary: flag(),
  githubSummary: flag(),
})

/**
 * Checks the options of a reporter.
 *
 * @throws {RewindOptionsError} for an unknown name and a bad value
 */
export function checkReporterOptions(options: ReporterOptions): ReporterOptions {
  checkShape({ kind: 'call', name: 'the options of the reporter' }, SHAPE, options)
  return options
}
