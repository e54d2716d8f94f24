import type { CassetteEntry } from '../cassette/cassette.ts'
import { decide, isOff, mayGoLive, type Outcome } from '../decide.ts'
import { RewindError } from '../errors.ts'
import { isPlainResponse, type RecordedAnswer } from '../http/fetch/answer-fetch.ts'
import type { Handling, InterceptedRequest } from '../http/interceptor.ts'
import { allowCrossOrigin } from '../http/special-requests.ts'
import { findPlaceholder } from '../providers/key-variables.ts'
import { nameProvider } from '../providers/name-provider.ts'
import { answerSpecial, specialKindOf } from './answer-special.ts'
import { explainBypassed, explainMiss, explainOverrun, explainPlaceholder, explainUnsettled } from './divergence.ts'
import type { Exchange, KeyedExchange, RequestRecord, ReplayedCall } from './exchange.ts'
import { explainBidirectional } from './explain-protocol.ts'
import { createFailures } from './failures.ts'
import { createInFlight } from './in-flight.ts'
import { createLedger, type Ledger } from './ledger.ts'
import { createLookUp, type LookUp } from './look-up.ts'
import type { RawRequest } from './redact-request.ts'
import { refusalResponse } from './refusal.ts'
import type { SessionInput, SessionResult } from './session-input.ts'
import { stageCall } from './stage-call.ts'
import { judgeAge, checkUnplayedCalls } from './write/judge-calls.ts'
import { callsToWrite } from './write/staging.ts'
import { writeCassette } from './write/write-cassette.ts'

/** How long the end of a test waits for answers that are still arriving. */
const DRAIN_MS = 5000

/** One attempt of one test, on one cassette. */
export class Session {
  /** What it does, for the report. */
  readonly ledger: Ledger = createLedger()
  readonly #input: SessionInput
  readonly #requests: RequestRecord[] = []
  readonly #inFlight = createInFlight()
  readonly #failures = createFailures()
  readonly #lookUp: LookUp
  #closedAs: Outcome | undefined

  /** Opens a session. The cassette is read with the first request. */
  constructor(input: SessionInput) {
    this.#input = input
    this.#closedAs = input.closedAs
    this.#lookUp = createLookUp(input)
  }

  /**
   * Tells whether the session has begun: options that came later could not hold for all of its requests.
   *
   * @returns whether a request was handled
   */
  hasBegun(): boolean {
    return this.#requests.length > 0
  }

  /** Notes that a request could not be handled as it should: the test fails at its end. */
  fail(error: Error): void {
    this.#failures.add(error)
  }

  /**
   * Notes that a request was made which the wire does not carry yet: the end of the test waits for it.
   *
   * @returns notes that it was decided
   */
  trackPending(): () => void {
    return this.#inFlight.begin()
  }

  /**
   * Notes a call that went live without being seen: over a connection that was opened before the interception began.
   */
  noteBypassed(url: URL, origin: Error): void {
    const error = explainBypassed(this.#input.names, url, origin)
    const { mode } = this.#input.options()
    if (!mayGoLive(mode)) this.fail(error)
    else if (!isOff(mode)) this.ledger.warn(error.message)
    this.ledger.noteUnread(nameProvider(url) ?? 'unknown')
  }

  /**
   * Answers one request to an LLM host.
   *
   * @param provider - the provider of its host
   */
  async handle(intercepted: InterceptedRequest, provider: string): Promise<Handling> {
    const options = this.#input.options()
    const exchange: Exchange = { intercepted, provider, record: this.#addRequest(), options }
    // What no diagnostics channel announced is waited for from here on.
    const noteDecided = intercepted.origin.ended === undefined ? this.trackPending() : undefined
    try {
      return this.#handleSpecial(exchange) ?? (await this.#handleCall(exchange))
    } catch (error) {
      if (!(error instanceof RewindError)) throw error
      return this.#refuse(exchange, error)
    } finally {
      noteDecided?.()
    }
  }

  /**
   * Answers a request where that takes nothing but its recorded call. Else nothing is decided, and `handle` is to be
   * asked.
   *
   * @param provider - the provider of its host
   * @returns what answers it; undefined where `handle` is to be asked
   */
  replay(raw: RawRequest, provider: string): RecordedAnswer | undefined {
    const options = this.#input.options()
    try {
      if (this.#lookUp.playback().size === 0) return undefined
      const { hit, request } = this.#lookUp.find(raw, options)
      const decision = decide(options.mode, hit)
      if (decision.kind !== 'replay') return undefined
      const response = decision.hit.response()
      if (!isPlainResponse(response)) return undefined
      this.#noteReplayed(decision.hit, { provider, request, response })
      return { response, speed: options.timing }
    } catch {
      // Said where the request is handled again: a cassette that cannot be read stays one.
      return undefined
    }
  }

  /**
   * Waits for the requests that were made and for live answers that are arriving, but not for ever.
   */
  async settle(): Promise<void> {
    const left = await this.#inFlight.drain(DRAIN_MS)
    if (left === 0) return
    const error = explainUnsettled(this.#input.names, left)
    if (!mayGoLive(this.#input.options().mode)) this.fail(error)
    else this.ledger.warn(error.message)
  }

  /**
   * Ends the attempt. Requests that come later are still answered; `closeLate` judges them.
   *
   * @param outcome - how it ended for the runner
   * @returns what the test fails with, and its report
   */
  async close(outcome: Outcome): Promise<SessionResult> {
    await this.settle()
    this.#closedAs = outcome
    const attempt = { outcome, ledger: this.ledger, lookUp: this.#lookUp, records: this.#requests }
    // A test that made no call at all may still have a cassette.
    if (this.#failures.isEmpty()) await this.#failures.attempt(() => checkUnplayedCalls(this.#input, attempt))
    await this.#failures.attempt(() => judgeAge(this.#input, attempt))
    await this.#failures.attempt(() => this.#write(outcome))
    return this.#result()
  }

  /**
   * Ends what came after `close`.
   *
   * @returns what came of it; undefined where nothing came
   */
  async closeLate(): Promise<SessionResult | undefined> {
    await this.settle()
    if (this.#closedAs === undefined || (!this.#requests.some(({ isLate }) => isLate) && this.#failures.isEmpty()))
      return undefined
    const outcome = this.#closedAs
    await this.#failures.attempt(() => this.#write(outcome))
    return this.#result()
  }

  #handleSpecial(exchange: Exchange): Handling | undefined {
    const { intercepted, options } = exchange
    const kind = specialKindOf(intercepted)
    if (kind === undefined) return undefined
    if (kind === 'bidirectional') throw explainBidirectional(intercepted.url)
    const answer = answerSpecial(intercepted, { kind, mode: options.mode, hasCalls: this.#lookUp.playback().size > 0 })
    if (answer === 'refuse') return undefined
    if (kind !== 'upgrade') return answer
    this.ledger.noteNotRecorded({
      cause: 'with a WebSocket, whose frames are not recorded',
      host: intercepted.url.host,
    })
    this.ledger.noteUnread(exchange.provider)
    return answer
  }

  async #handleCall(exchange: Exchange): Promise<Handling> {
    const { options, intercepted } = exchange
    const raw = {
      method: intercepted.method,
      url: intercepted.url,
      headers: intercepted.headers,
      body: await intercepted.body(),
    }
    const { hit, ...found } = this.#lookUp.find(raw, options)
    const keyed: KeyedExchange = { ...exchange, ...found }
    const decision = decide(options.mode, hit)
    switch (decision.kind) {
      case 'pass':
        return { kind: 'pass' }
      case 'replay':
        return this.#replay(keyed, decision.hit)
      case 'record':
        return this.#record(keyed)
      case 'fail':
        return this.#diverge(keyed)
      default:
        return decision satisfies never
    }
  }

  #addRequest(): RequestRecord {
    const record: RequestRecord = {
      number: this.#requests.length + 1,
      result: { kind: 'none' },
      isLate: this.#closedAs !== undefined,
    }
    this.#requests.push(record)
    return record
  }

  #replay(exchange: KeyedExchange, entry: CassetteEntry): Handling {
    const { options, record, intercepted, provider, request } = exchange
    const response = entry.response()
    this.#noteReplayed(entry, { provider, request, response, record })
    const onOverrun = (): void => {
      this.ledger.noteDiverged()
      this.fail(
        explainOverrun(this.#input.names, { request: exchange.request, entry, origin: intercepted.origin.stack }),
      )
    }
    return { kind: 'replay', response, speed: options.timing, onOverrun }
  }

  #noteReplayed(entry: CassetteEntry, { record, ...call }: ReplayedCall): void {
    const usage = entry.usage()
    this.#lookUp.playback().take(entry)
    const taken = record ?? this.#addRequest()
    taken.result = { kind: 'replayed', entry }
    this.ledger.noteCall('replayed', { ...call, usage })
  }

  #record(exchange: KeyedExchange): Handling {
    const { intercepted } = exchange
    const variable = findPlaceholder([...Object.values(intercepted.headers).flat(), intercepted.url.search])
    if (variable !== undefined) throw explainPlaceholder(this.#input.names, exchange.request, variable)
    const arrived = this.#inFlight.begin()
    return {
      kind: 'capture',
      onCaptured: (captured) => {
        void this.#failures.attempt(() => stageCall(exchange, captured, { ledger: this.ledger, now: this.#input.now }))
        arrived()
      },
    }
  }

  async #diverge(exchange: KeyedExchange): Promise<Handling> {
    const playback = this.#lookUp.playback()
    const error = await explainMiss({
      ...exchange,
      entries: playback.entries(),
      unplayed: playback.unplayed(),
      names: this.#input.names,
      call: exchange.record.number,
      rules: exchange.options,
      origin: exchange.intercepted.origin.stack,
    })
    this.ledger.noteDiverged()
    return this.#refuse(exchange, error)
  }

  // Answers with the error, and keeps it: the code under test may swallow the answer.
  #refuse({ intercepted, provider }: Exchange, error: RewindError): Handling {
    this.fail(error)
    return { kind: 'respond', response: allowCrossOrigin(refusalResponse(provider, error), intercepted) }
  }

  async #write(outcome: Outcome): Promise<void> {
    const results = this.#requests.map(({ result }) => result)
    const warning = await writeCassette(this.#input, {
      calls: callsToWrite({
        mode: this.#input.options().mode,
        outcome,
        results,
        old: () => this.#lookUp.playback().entries(),
      }),
      secrets: this.#lookUp.secrets(),
    })
    if (warning !== undefined) this.ledger.warn(warning)
  }

  #result(): SessionResult {
    return { error: this.#failures.take(), report: this.ledger.take(this.#input.options()) }
  }
}
