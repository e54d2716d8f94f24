import { describeFailure, reviveFailure } from './explain/failures/failure-data.ts'
import type { GuestNote, GuestRequest } from './guests.ts'
import type { SessionState } from './session-state.ts'
import type { RequestResult } from './write/staging.ts'

/** Makes what other processes did for a session part of it: its calls come in the order in which all were made. */
export function admitGuests(session: SessionState, notes: readonly GuestNote[]): void {
  const { ledger, failures, requests } = session
  for (const { report, failure, requests: made } of notes) {
    ledger.include(report)
    if (failure !== undefined) failures.add(reviveFailure(failure))
    for (const request of made) {
      const result = resultOf(session, request)
      requests.push({ number: requests.length + 1, at: request.at, result, isLate: false })
    }
  }
  const inOrder = requests.toSorted((left, right) => left.at - right.at)
  requests.splice(0, requests.length, ...inOrder)
}

/**
 * Notes what a session did since the last time, for the process that it belongs to.
 *
 * @param noted - the requests that were noted already
 * @returns undefined where there is nothing new
 */
export function noteForHost(session: SessionState, noted: Set<object>): GuestNote | undefined {
  const { ledger, failures, requests, input } = session
  const made = requests.flatMap((record) => {
    const request = noted.has(record) ? undefined : requestOf(record.result, record.at)
    if (request !== undefined) noted.add(record)
    return request ?? []
  })
  const error = failures.take()
  if (made.length === 0 && error === undefined && ledger.isEmpty()) return undefined
  const report = ledger.take(input.options())
  return { report, requests: made, ...(error === undefined ? {} : { failure: describeFailure(error) }) }
}

function resultOf({ lookUp }: SessionState, request: GuestRequest): RequestResult {
  if (request.kind !== 'replayed') return { kind: request.kind, call: request.call }
  const playback = lookUp.playback()
  const entry = playback.entries().find(({ number }) => number === request.number)
  if (entry === undefined) return { kind: 'none' }
  playback.take(entry)
  return { kind: 'replayed', entry }
}

function requestOf(result: RequestResult, at: number): GuestRequest | undefined {
  switch (result.kind) {
    case 'replayed':
      return { kind: 'replayed', number: result.entry.number, at }
    case 'recorded':
    case 'adopted':
      return { kind: result.kind, call: result.call, at }
    case 'none':
      return undefined
    default:
      return result satisfies never
  }
}
