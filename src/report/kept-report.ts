import packageJson from '../../package.json' with { type: 'json' }
import { isRecord } from '../text/unknown/is-record.ts'
import type { RunReport } from './run-report.ts'

/** A report as it is kept from one run to the next command. */
interface KeptReport {
  /** Version of rewind: another may have other fields. */
  readonly by: string
  readonly report: RunReport
}

/** Makes of a report what is kept of it. */
export function keepReport(report: RunReport): KeptReport {
  return { by: packageJson.version, report }
}

/**
 * Takes a value for a report that was kept.
 *
 * @param value - parsed JSON
 * @returns undefined where another version of rewind kept it, or it is anything else
 */
export function readKeptReport(value: unknown): RunReport | undefined {
  return isKeptReport(value) ? value.report : undefined
}

function isKeptReport(value: unknown): value is KeptReport {
  return isRecord(value) && value['by'] === packageJson.version && isRecord(value['report'])
}
