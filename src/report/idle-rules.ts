import type { TestReport } from './test-report.ts'

/**
 * Finds rules of the key that no request had anything for: a path that is spelled wrong changes nothing, in silence.
 *
 * @param reports - the reports of a full run
 * @returns one warning for each, in the order they were met
 */
export function warnOfIdleRules(reports: readonly TestReport[]): readonly string[] {
  const used = new Set(reports.flatMap(({ usedRules }) => usedRules ?? []))
  const rules = new Set(reports.flatMap(({ keyRules }) => keyRules ?? []))
  return [...rules]
    .filter((rule) => !used.has(rule))
    .map((rule) => `${rule} matched nothing in this run: correct it, or take it out`)
}
