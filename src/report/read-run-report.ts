import { isRecord } from '../text/is-record.ts'
import type { RunReport } from './run-report.ts'

/**
 * Takes a value for the report of a run.
 *
 * @param value - parsed JSON
 * @returns undefined where another version wrote it, or it is anything else
 */
export function readRunReport(value: unknown): RunReport | undefined {
  return isRunReport(value) ? value : undefined
}

function isRunReport(value: unknown): value is RunReport {
  return isRecord(value) && value['version'] === 1 && isRecord(value['calls']) && Array.isArray(value['byTest'])
}
