/**
 * Finds what precedes a name in the full name of a test: the suites that were left out.
 *
 * @param test - the full name, joined by ` › `
 * @param name - that name, or its end
 * @returns names of suites; none where the name is the full one, or another
 */
export function suitesBefore(test: string, name: string): readonly string[] {
  const segments = test.split(' › ')
  return segments.slice(0, Math.max(0, endsOf(segments).indexOf(plainName(name))))
}

/** Gives the names that a test goes by: its own, and with each of the suites around it. */
export function endsOf(segments: readonly string[]): readonly string[] {
  return segments.map((_, index) => plainName(segments.slice(index).join(' › ')))
}

/** Makes names comparable: runners join them by ` > `, by a blank, or by ` › `, and accents have two spellings. */
export function plainName(name: string): string {
  return name
    .normalize()
    .replaceAll(/\s+[›>]\s+|\s+/gu, ' ')
    .trim()
    .toLowerCase()
}

/** Splits the full name of a test, as runners join it where that shows. */
export function segmentsOf(name: string): readonly string[] {
  return name.split(/\s+[›>]\s+/u)
}
