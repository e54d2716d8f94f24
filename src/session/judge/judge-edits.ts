import type { CassetteEntry } from '../../cassette/cassette.ts'
import { RewindCassetteError } from '../../errors.ts'
import type { RequestRecord } from '../answer/exchange.ts'
import type { Ledger } from '../ledger.ts'
import type { SessionInput } from '../session-input.ts'

/**
 * Judges the answers that were replayed: those that a person edited are named, since no model gave them.
 *
 * @param attempt - what its requests came to, and where it is noted
 * @throws {RewindCassetteError} when an edit does not show in what was replayed
 */
export async function judgeEdits(
  { names }: SessionInput,
  attempt: { readonly records: readonly RequestRecord[]; readonly ledger: Ledger },
): Promise<void> {
  const edited = attempt.records.flatMap(({ result }) =>
    result.kind === 'replayed' && !result.entry.hasIntactAnswer() ? [result.entry] : [],
  )
  if (edited.length === 0) return
  for (const entry of edited) await assertReplayed(entry, names.cassette)
  const numbers = [...new Set(edited.map(({ number }) => number))].join(', ')
  attempt.ledger.warn(
    `${names.cassette} was edited by hand: the ${edited.length === 1 ? 'answer' : 'answers'} of call ${numbers} came from there, not from a model`,
  )
}

async function assertReplayed(entry: CassetteEntry, cassette: string): Promise<void> {
  const { answerInWords } = await import('../write/answer-in-words.ts')
  const wanted = entry.answer()
  const replayed = answerInWords(entry.call())
  if (wanted === undefined || JSON.stringify(wanted) === JSON.stringify(replayed)) return
  throw new RewindCassetteError({
    file: cassette,
    line: entry.line,
    summary: `${cassette}:${entry.line} has an edited answer that its response does not follow`,
    remedy: "edit 'response' below it as well, where it has that part as it came, or take the edit back",
  })
}
