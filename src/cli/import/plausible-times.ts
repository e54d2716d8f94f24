import type { Chunk } from '../../cassette/call.ts'

/** Longer than any call takes: what says more is a mistake, or is meant to spoil the sums of a summary. */
const LONGEST_MS = 24 * 3_600_000
/** Before there was any API of this kind. */
const EARLIEST = Date.UTC(2015, 0)
const LATEST = Date.UTC(2100, 0)

/** Says whether a call can have taken so many milliseconds. */
export function isPlausibleTime(ms: number): boolean {
  return ms >= 0 && ms <= LONGEST_MS
}

/** Says whether chunks, or messages, can have arrived at these times: one after another. */
export function arePlausibleTimes(pieces: readonly Pick<Chunk, 'at'>[]): boolean {
  return pieces.every(({ at }, index) => isPlausibleTime(at) && at >= (pieces[index - 1]?.at ?? 0))
}

/**
 * Reads a date of a recording.
 *
 * @param text - any date that JavaScript parses
 * @returns ISO 8601; undefined where it is not a date, or lies before 2015 or after 2099
 */
export function plausibleDate(text: string | undefined): string | undefined {
  const time = Date.parse(text ?? '')
  return time >= EARLIEST && time < LATEST ? new Date(time).toISOString() : undefined
}
