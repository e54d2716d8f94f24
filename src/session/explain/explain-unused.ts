import type { CassetteEntry } from '../../cassette/cassette.ts'
import { RewindUnusedCallsError } from '../../errors.ts'
import type { SessionNames } from './session-names.ts'

/** Calls that are named. */
const SHOWN = 5

/**
 * Explains recorded calls that a test which passed did not make.
 *
 * @param names - the test and its cassette
 * @returns the error that the test fails with
 */
export async function explainUnused(
  names: SessionNames,
  unplayed: readonly CassetteEntry[],
): Promise<RewindUnusedCallsError> {
  const { askedWords } = await import('../../answers/requests/asked-words.ts')
  const shown = unplayed.slice(0, SHOWN).map((entry) => {
    const { request } = entry.call()
    const words = askedWords(request)
    const asked = words === undefined ? `${request.method} ${request.url}` : `"${words}"`
    return `  unplayed  call ${entry.number}: ${asked} (line ${entry.line})`
  })
  const more = unplayed.length > shown.length ? [`            and ${unplayed.length - shown.length} more`] : []
  const calls = unplayed.length === 1 ? 'a recorded call was' : `${unplayed.length} recorded calls were`
  return new RewindUnusedCallsError({
    summary: `${calls} not made by this test`,
    details: [`  cassette  ${names.cassette}`, ...shown, ...more],
    remedy: names.rerecord,
    alternative: "unused: 'warn' in rewind.config.ts, where it may be left out",
    cassette: names.cassette,
    calls: unplayed.map((entry) => entry.number),
  })
}
