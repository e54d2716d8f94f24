import { decide, mayAdopt } from '../../decide.ts'
import { RewindCassetteError, RewindError } from '../../errors.ts'
import { isPlainResponse, type RecordedAnswer } from '../../http/fetch/answer-fetch.ts'
import type { Handling, InterceptedRequest } from '../../http/interceptor.ts'
import { allowCrossOrigin, isUpgrade } from '../../http/special-requests.ts'
import { moment } from '../../process/clock.ts'
import { findPlaceholder } from '../../providers/placeholder-keys.ts'
import { socketUrl } from '../../text/urls/socket-url.ts'
import { explainMiss, type Divergence } from '../explain/divergence.ts'
import { explainOverrun } from '../explain/explain-overrun.ts'
import { explainPlaceholder } from '../explain/explain-placeholder.ts'
import { explainBidirectional } from '../explain/explain-protocol.ts'
import { pointTo } from '../explain/failures/echo.ts'
import { addLine } from '../explain/failures/failures.ts'
import { refusalResponse } from '../explain/failures/refusal.ts'
import { withUserStack } from '../explain/failures/user-stack.ts'
import type { FoundCall } from '../look-up.ts'
import type { SessionState } from '../session-state.ts'
import { playSocket, recordSocket } from '../socket/handle-socket.ts'
import type { RequestResult } from '../write/staging.ts'
import { answerSpecial, specialKindOf } from './answer-special.ts'
import type { Exchange, KeyedExchange, ReplayedCall, RequestRecord } from './exchange.ts'
import type { RawRequest } from './redact-request.ts'
import { stageCall } from './stage-call.ts'

/**
 * Answers one request to an LLM host.
 *
 * @param provider - the provider of its host
 */
export async function handleRequest(
  session: SessionState,
  intercepted: InterceptedRequest,
  provider: string,
): Promise<Handling> {
  const options = session.input.options()
  const exchange: Exchange = { intercepted, provider, record: addRequest(session), options }
  // What no diagnostics channel announced is waited for from here on.
  const noteDecided = intercepted.origin.ended === undefined ? session.inFlight.begin(intercepted.url.host) : undefined
  try {
    return handleSpecial(session, exchange) ?? (await handleCall(session, exchange))
  } catch (error) {
    if (!(error instanceof RewindError)) throw error
    session.ledger.noteRefused({ code: error.code, cause: error.summary })
    if (error instanceof RewindCassetteError && error.code === 'REWIND_CASSETTE')
      addLine(error, `  or        ${session.input.names.rerecordAll}`)
    // An error about a cassette leads to that; a budget is a matter of the request.
    const isOfRequest = error.code === 'REWIND_BUDGET'
    return refuse(session, exchange, isOfRequest ? withUserStack(error, intercepted.origin.stack) : error)
  } finally {
    noteDecided?.()
  }
}

/**
 * Answers a request where that takes nothing but its recorded call.
 *
 * @param provider - the provider of its host
 * @returns what answers it; undefined where it has to be handled
 */
export function replayAtOnce(session: SessionState, raw: RawRequest, provider: string): RecordedAnswer | undefined {
  const { input, lookUp } = session
  const options = input.options()
  try {
    if (lookUp.playback().size === 0) return undefined
    const { found, request } = lookUp.find(raw, options)
    const decision = decide(options.mode, found)
    if (decision.kind !== 'replay' || decision.call.from !== 'cassette') return undefined
    const response = decision.call.entry.response()
    if (!isPlainResponse(response)) return undefined
    noteReplayed(session, decision.call, { provider, request, response })
    return { response, speed: options.timing }
  } catch {
    // Reported where the request is handled: a cassette that cannot be read stays unreadable.
    return undefined
  }
}

function handleSpecial(session: SessionState, exchange: Exchange): Handling | undefined {
  const { intercepted, options } = exchange
  const kind = specialKindOf(intercepted)
  if (kind === undefined) return undefined
  if (kind === 'bidirectional') throw explainBidirectional(intercepted.url)
  const { lookUp } = session
  return answerSpecial(intercepted, {
    kind,
    mode: options.mode,
    hasRecordings: lookUp.hasRecordings(),
    hasCalls: lookUp.playback().size > 0 || lookUp.imported.isOpen(options),
  })
}

async function handleCall(session: SessionState, exchange: Exchange): Promise<Handling> {
  const { options, intercepted } = exchange
  const raw = {
    method: intercepted.method,
    url: urlOf(intercepted),
    headers: intercepted.headers,
    body: await intercepted.body(),
  }
  const { found, ...looked } = session.lookUp.find(raw, options)
  const keyed: KeyedExchange = { ...exchange, ...looked }
  const decision = decide(options.mode, found)
  switch (decision.kind) {
    case 'pass':
      session.ledger.notePassed()
      return { kind: 'pass' }
    case 'replay':
      return replay(session, keyed, decision.call)
    case 'record':
      await session.budget.assertLeft(keyed.request)
      return record(session, keyed)
    case 'fail':
      return diverge(session, keyed)
    default:
      return decision satisfies never
  }
}

// The scheme of a WebSocket is that of its handshake on the wire.
function urlOf(request: InterceptedRequest): URL {
  return isUpgrade(request) ? socketUrl(request.url) : request.url
}

function addRequest({ requests, closedAs }: SessionState): RequestRecord {
  const added: RequestRecord = {
    number: requests.length + 1,
    at: moment(),
    result: { kind: 'none' },
    isLate: closedAs !== undefined,
  }
  requests.push(added)
  return added
}

function replay(session: SessionState, exchange: KeyedExchange, call: FoundCall): Handling {
  const { options, record: taken, intercepted, provider, request } = exchange
  const { entry } = call
  const response = entry.response()
  noteReplayed(session, call, { provider, request, response, record: taken })
  if (call.from === 'sibling') session.borrowed = [...session.borrowed, { exchange, call }]
  if (response.socket !== undefined) return playSocket(session, exchange, { call, response, socket: response.socket })
  const onOverrun = (): void => {
    const error = explainOverrun(session.input.names, { request, entry, origin: intercepted.origin.stack })
    session.ledger.noteDiverged(error, { usage: entry.usage() })
    session.failures.add(error)
  }
  return { kind: 'replay', response, speed: options.timing, onOverrun }
}

function noteReplayed(session: SessionState, found: FoundCall, { record: known, ...call }: ReplayedCall): void {
  const { entry, from } = found
  const usage = entry.usage()
  session.lookUp.take(found)
  const taken = known ?? addRequest(session)
  taken.result = resultOf(found)
  session.ledger.noteCall('replayed', { ...call, usage })
  if (from === 'unfinished') session.ledger.noteResumed()
  if (from === 'orphan') session.adopted.add(found.cassette)
}

// What was not on the cassette is to be written: for that it is as good as recorded now.
function resultOf(found: FoundCall): RequestResult {
  switch (found.from) {
    case 'cassette':
      return { kind: 'replayed', entry: found.entry }
    case 'unfinished':
      return { kind: 'recorded', call: found.entry.call() }
    case 'orphan':
      return { kind: 'adopted', call: found.entry.call() }
    case 'import':
      return { kind: 'adopted', call: { ...found.entry.call(), key: found.key } }
    case 'sibling':
      return { kind: 'none' }
    default:
      return found satisfies never
  }
}

function record(session: SessionState, exchange: KeyedExchange): Handling {
  const { intercepted } = exchange
  const { input, inFlight, failures } = session
  const variable = findPlaceholder([...Object.values(intercepted.headers).flat(), intercepted.url.search])
  if (variable !== undefined) {
    session.ledger.noteRefused({ code: 'REWIND_PLACEHOLDER_KEY', cause: `${variable} is not set` })
    const { request } = exchange
    return refuse(
      session,
      exchange,
      explainPlaceholder(input.names, { request, variable, origin: intercepted.origin.stack }),
    )
  }
  input.onLive?.()
  if (isUpgrade(intercepted)) return recordSocket(session, exchange)
  const arrived = inFlight.begin(exchange.intercepted.url.host)
  return {
    kind: 'capture',
    onCaptured: (captured) => {
      void failures.attempt(() => stageCall(exchange, captured, session))
      arrived()
    },
  }
}

async function diverge(session: SessionState, exchange: KeyedExchange): Promise<Handling> {
  const playback = session.lookUp.playback()
  const error = await explainMiss({
    ...exchange,
    entries: playback.entries(),
    unplayed: playback.unplayed(),
    imported: importsFor(session, exchange),
    names: session.input.names,
    call: exchange.record.number,
    orphan: session.lookUp.findOrphan(exchange.key)?.cassette.shownPath,
    rules: exchange.options,
    origin: exchange.intercepted.origin.stack,
  })
  const nearest = playback.entries().find(({ number }) => number === error.nearest)
  session.ledger.noteDiverged(error, { body: exchange.request.body, usage: nearest?.usage() })
  return refuse(session, exchange, error)
}

function importsFor({ lookUp: { imported } }: SessionState, { options, key }: KeyedExchange): Divergence['imported'] {
  if (!mayAdopt(options.mode)) return undefined
  return { isOpen: imported.isOpen(options), isTaken: imported.has(key), calls: () => imported.all() }
}

// Answers with the error, and keeps it: the code under test may swallow the answer.
function refuse(session: SessionState, { intercepted, provider }: Exchange, error: RewindError): Handling {
  session.failures.add(error)
  return { kind: 'respond', response: allowCrossOrigin(refusalResponse(provider, error, pointTo(error)), intercepted) }
}
