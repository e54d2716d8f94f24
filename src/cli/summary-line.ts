import type { RewindError } from '../errors.ts'

/** Gives the summary of an error in one line: what another program threw may have several. */
export function summaryLine({ summary }: RewindError): string {
  return summary.split('\n')[0] ?? ''
}
