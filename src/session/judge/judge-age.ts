import type { RequestRecord } from '../answer/exchange.ts'
import type { Ledger } from '../ledger.ts'
import type { SessionInput } from '../session-input.ts'

/**
 * Judges the age of a cassette by one of its calls: they are recorded together, and decoding each would cost more than
 * replaying it.
 *
 * @param attempt - what its requests came to, and where it is noted
 * @throws {RewindCassetteError} when the call cannot be read
 */
export function judgeAge(
  input: SessionInput,
  attempt: { readonly records: readonly RequestRecord[]; readonly ledger: Ledger },
): void {
  const { maxAge } = input.options()
  const replayed = attempt.records.map(({ result }) => result).find((result) => result.kind === 'replayed')
  if (maxAge === undefined || replayed === undefined) return
  if (input.now().getTime() - Date.parse(replayed.entry.call().recordedAt) > maxAge)
    attempt.ledger.noteStale(input.names.rerecordAll)
}
