import { compareAnswers } from '../../answers/compare/compare-answers.ts'
import { readAnswer } from '../../answers/read-answer.ts'
import type { Call, RecordedRequest } from '../../cassette/call.ts'
import type { CassetteEntry } from '../../cassette/cassette.ts'
import type { KeyRules } from '../../key/key-rules.ts'
import { answerInWords } from './answer-in-words.ts'
import { pairReturnedIds, renameIdsInRequest, renameIdsInResponse, type Exchanged, type IdMap } from './returned-ids.ts'
import { saysTheSameSession } from './same-session.ts'
import { pairSessionIds, renameSessionIds } from './session-ids.ts'

/** A run that is about to be written, and what was on the cassette before it. */
export interface RunToWrite {
  readonly calls: readonly Call[]
  readonly old: readonly CassetteEntry[]
  readonly keyOf: (request: RecordedRequest) => string
  /** What counts in a message of a WebSocket session. */
  readonly rules: KeyRules
  /** Says whether a call is so old that its date is to be renewed. */
  readonly isStale: (call: Call) => boolean
}

/** What is written. */
export interface QuietCalls {
  readonly calls: readonly Call[]
  /** Whether the cassette has exactly these already. */
  readonly isSame: boolean
}

/**
 * Keeps of a cassette what a new recording says as well: a call whose request is the same and whose answer says the
 * same stays as it was, and ids that the provider made up anew are the recorded ones again, also in requests that
 * carry them.
 */
export function keepQuiet(run: RunToWrite): QuietCalls {
  const before = run.old.map((entry) => entry.call())
  // A request that was edited is no longer that of its key.
  const edited = new Set(run.old.filter((entry) => !entry.hasIntactRequest()).map((entry) => entry.call()))
  const unused = new Set(before)
  const ids = new Map<string, string>()
  const kept = run.calls.map((recorded, index): Call => {
    if (unused.delete(recorded)) return recorded
    const call = withOldIds(recorded, ids, run.keyOf)
    const old = findOld(call, { before, unused, index })
    if (old === undefined) return withAnswer(call)
    unused.delete(old)
    const pairs = pairReturnedIds(exchangedAt(before, before.indexOf(old)), {
      response: recorded.response,
      later: run.calls.slice(index + 1).map(({ request }) => request),
    })
    if (old.key === call.key && !edited.has(old) && saysTheSame(old, call, run.rules)) {
      learn(ids, pairs)
      return run.isStale(old) ? { ...old, recordedAt: call.recordedAt } : old
    }
    const [socketBefore, socket] = [old.response.socket, call.response.socket]
    if (socketBefore !== undefined && socket !== undefined) {
      const own = pairSessionIds(socketBefore, socket)
      learn(ids, own)
      return withAnswer({ ...call, response: { ...call.response, socket: renameSessionIds(socket, own) } })
    }
    const response = renameIdsInResponse(call, pairs)
    if (response === undefined) return withAnswer(call)
    learn(ids, pairs)
    return withAnswer({ ...call, response })
  })
  const isSame = kept.length === before.length && kept.every((call, index) => call === before[index])
  return { calls: kept, isSame }
}

function withOldIds(call: Call, ids: IdMap, keyOf: RunToWrite['keyOf']): Call {
  if (ids.size === 0) return call
  const request = renameIdsInRequest(call.request, ids)
  return { ...call, request, key: keyOf(request) }
}

// The call of the same request; else, where the request changed, the one that was at its place.
function findOld(
  call: Call,
  {
    before,
    unused,
    index,
  }: { readonly before: readonly Call[]; readonly unused: ReadonlySet<Call>; readonly index: number },
): Call | undefined {
  for (const old of unused) if (old.key === call.key) return old
  const there = before[index]
  return there !== undefined && unused.has(there) ? there : undefined
}

function exchangedAt(calls: readonly Call[], index: number): Exchanged {
  const response = calls[index]?.response
  if (response === undefined) throw new RangeError(`there is no call ${index}`)
  return { response, later: calls.slice(index + 1).map(({ request }) => request) }
}

function saysTheSame(old: Call, call: Call, rules: KeyRules): boolean {
  if (old.response.status !== call.response.status || old.response.end !== call.response.end) return false
  if (old.late !== call.late) return false
  const [before, after] = [old.response.socket, call.response.socket]
  if (before !== undefined && after !== undefined)
    return saysTheSameSession({ call: old, socket: before }, { call, socket: after }, rules)
  return compareAnswers(readAnswer(old), readAnswer(call)).length === 0
}

function learn(ids: Map<string, string>, pairs: IdMap): void {
  for (const [id, old] of pairs) ids.set(id, old)
}

function withAnswer(call: Call): Call {
  const answer = call.answer ?? answerInWords(call)
  return answer === undefined ? call : { ...call, answer }
}
