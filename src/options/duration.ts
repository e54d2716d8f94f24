/** Milliseconds by unit. */
const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
}

/**
 * Reads a duration.
 *
 * @param duration - a whole number and a unit (`ms`, `s`, `m` for minutes, `h`, `d`, `w`), or milliseconds
 * @returns milliseconds
 */
export function parseDuration(duration: string | number): number {
  if (typeof duration === 'number') return duration
  const [, amount, unit] = /^(\d+)([a-z]+)$/.exec(duration) ?? []
  return Number(amount) * (UNITS[unit ?? ''] ?? Number.NaN)
}
