import type { RecordedRequest } from './cassette/call.ts'
import type { Cassette, CassetteEntry } from './cassette/scan.ts'
import type { CassetteStore } from './cassette/store.ts'
import { decide, decideWrite, judgesUnused, type Outcome } from './decide.ts'
import { explainMiss, explainUnused, withUserStack, type SessionNames } from './divergence.ts'
import { RewindError } from './errors.ts'
import type { Answer, Captured, InterceptedRequest } from './http/intercept.ts'
import { replayResponse } from './http/replay-response.ts'
import { allowCrossOrigin, isPreflight, isUpgrade, preflightResponse } from './http/special-requests.ts'
import { requestKey } from './key/request-key.ts'
import type { ResolvedOptions } from './options.ts'
import { combineFailures } from './combine-failures.ts'
import { startPlayback, type Playback } from './playback.ts'
import { errorResponse } from './providers/error-response.ts'
import { findPlaceholder } from './providers/key-variables.ts'
import { recordCall } from './record-call.ts'
import { createRequestRedactor, type RedactedRequest, type RequestRedactor } from './redact-request.ts'
import { createLedger, type Ledger } from './ledger.ts'
import type { TestReport } from './report/test-report.ts'
import { callsOfRun, mergeCalls, type Slot } from './staging.ts'
import { waitAtMost } from './wait-at-most.ts'

/** The cassette of one test, shared by its attempts: each starts from what was on disk before the first. */
export interface CassetteHandle {
  readonly path: string
  /**
   * Reads the cassette, once.
   *
   * @returns what was on disk; undefined where there was none
   * @throws {RewindCassetteError} when it cannot be read
   */
  base(): Cassette | undefined
}

/** What a session is made of. */
export interface SessionInput {
  readonly names: SessionNames
  readonly cassette: CassetteHandle
  readonly store: CassetteStore
  readonly options: () => ResolvedOptions
  readonly variables: Readonly<Record<string, string | undefined>>
  readonly now: () => Date
}

/** What a session came to. */
export interface SessionResult {
  /** What the test fails with, whatever its own outcome. */
  readonly error: Error | undefined
  readonly report: TestReport
}

/** One request on its way through a session. */
interface Exchange {
  readonly intercepted: InterceptedRequest
  readonly provider: string
  /** Index of its slot; the calls of a cassette are in this order. */
  readonly place: number
  readonly options: ResolvedOptions
}

interface KeyedExchange extends Exchange, RedactedRequest {
  readonly key: string
}

/** How long the end of a test waits for answers that are still arriving. */
const DRAIN_MS = 5000

/** One attempt of one test, on one cassette. */
export class Session {
  readonly #input: SessionInput
  readonly #slots: { slot: Slot; readonly isLate: boolean }[] = []
  readonly #pending = new Set<Promise<void>>()
  readonly #ledger: Ledger = createLedger()
  #failures: Error[] = []
  #playback: Playback | undefined
  #redactor: RequestRedactor | undefined
  #closedAs: Outcome | undefined

  /**
   * Opens a session. The cassette is read with the first request.
   *
   * @param input - names, cassette and options
   */
  constructor(input: SessionInput) {
    this.#input = input
  }

  /**
   * Tells whether the session has begun: options that came later could not hold for all of its requests.
   *
   * @returns whether a request was handled
   */
  hasBegun(): boolean {
    return this.#slots.length > 0
  }

  /**
   * Notes a host that looks like an LLM API but matched no rule.
   *
   * @param host - its name
   */
  noteUnmatched(host: string): void {
    this.#ledger.noteUnmatched(host)
  }

  /**
   * Notes that a request could not be handled as it should: the test fails at its end.
   *
   * @param error - what went wrong
   */
  fail(error: Error): void {
    if (!this.#failures.includes(error)) this.#failures.push(error)
  }

  /**
   * Answers one request to an LLM host.
   *
   * @param intercepted - the request
   * @param provider - the provider of its host
   * @returns what becomes of it
   */
  async handle(intercepted: InterceptedRequest, provider: string): Promise<Answer> {
    const place = this.#slots.push({ slot: { kind: 'none' }, isLate: this.#closedAs !== undefined }) - 1
    const exchange: Exchange = { intercepted, provider, place, options: this.#input.options() }
    try {
      return this.#handleSpecial(exchange) ?? (await this.#handleCall(exchange))
    } catch (error) {
      if (!(error instanceof RewindError)) throw error
      return this.#refuse(exchange, error)
    }
  }

  /**
   * Ends the attempt. Requests that come later are still answered; `closeLate` judges them.
   *
   * @param outcome - how it ended for the runner
   * @returns what the test fails with, and its report
   */
  async close(outcome: Outcome): Promise<SessionResult> {
    await this.#drain()
    this.#closedAs = outcome
    await this.#attempt(() => this.#judgeUnused(outcome))
    await this.#attempt(() => this.#write(outcome))
    return this.#result()
  }

  /**
   * Ends what came after `close`.
   *
   * @returns what came of it; undefined where nothing came
   */
  async closeLate(): Promise<SessionResult | undefined> {
    await this.#drain()
    if (this.#closedAs === undefined || !this.#slots.some(({ isLate }) => isLate)) return undefined
    const outcome = this.#closedAs
    await this.#attempt(() => this.#write(outcome))
    return this.#result()
  }

  /** Requests that are no calls to a model, but belong to one. */
  #handleSpecial(exchange: Exchange): Answer | undefined {
    const { intercepted, options } = exchange
    const isTunnel = intercepted.method === 'CONNECT'
    if (!isTunnel && !isPreflight(intercepted) && !isUpgrade(intercepted)) return undefined
    const hit = isUpgrade(intercepted) || this.#open().size === 0 ? undefined : true
    const decision = decide(options.mode, hit)
    switch (decision.kind) {
      case 'pass':
        return { kind: 'pass' }
      case 'record':
        if (isUpgrade(intercepted)) this.#noteNotRecorded(exchange, 'WebSocket connections are not recorded')
        return { kind: 'pass' }
      case 'fail':
        if (isUpgrade(intercepted)) return undefined
        return { kind: 'respond', response: isTunnel ? new Response(null) : preflightResponse(intercepted) }
      case 'replay':
        return { kind: 'respond', response: isTunnel ? new Response(null) : preflightResponse(intercepted) }
      default:
        return decision satisfies never
    }
  }

  async #handleCall(exchange: Exchange): Promise<Answer> {
    const { options, intercepted } = exchange
    if (options.mode === 'off') return { kind: 'pass' }
    const raw = { method: intercepted.method, url: intercepted.url, headers: intercepted.headers, body: await intercepted.body() }
    this.#redactor ??= createRequestRedactor(this.#input.variables)
    const redacted = this.#redactor(raw, options.redact)
    const keyed: KeyedExchange = { ...exchange, ...redacted, key: requestKey(redacted.request, options) }
    const playback = this.#open()
    const decision = decide(options.mode, playback.find(keyed.key, options.repeats))
    switch (decision.kind) {
      case 'pass':
        return { kind: 'pass' }
      case 'replay':
        playback.take(decision.hit)
        return this.#replay(keyed, decision.hit)
      case 'record':
        return this.#record(keyed)
      case 'fail':
        return this.#diverge(keyed)
      default:
        return decision satisfies never
    }
  }

  async #replay(exchange: KeyedExchange, entry: CassetteEntry): Promise<Answer> {
    const { intercepted, options, place } = exchange
    const recorded = entry.response()
    this.#fill(place, { kind: 'replayed', entry })
    this.#ledger.noteCall('replayed', { provider: exchange.provider, usage: entry.usage(), request: exchange.request, response: recorded })
    const response = await replayResponse(recorded, {
      method: intercepted.method,
      speed: options.speed,
      signal: intercepted.signal,
      onOverrun: () => void this.#noteOverrun(exchange, entry),
    })
    return { kind: 'respond', response: allowCrossOrigin(response, intercepted) }
  }

  #record(exchange: KeyedExchange): Answer {
    const { intercepted } = exchange
    const variable = findPlaceholder([...Object.values(intercepted.headers).flat(), intercepted.url.search])
    if (variable !== undefined) {
      throw new RewindError('REWIND_PLACEHOLDER_KEY', {
        summary: `${exchange.request.method} ${exchange.request.url} is not on the cassette, and there is no key to make it live: ${variable} is not set`,
        details: [`  cassette  ${this.#input.names.cassette}`],
        remedy: `set ${variable}, then ${this.#input.names.rerecord}`,
      })
    }
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#pending.add(promise)
    return {
      kind: 'capture',
      onCaptured: (captured) => {
        this.#stage(exchange, captured)
        this.#pending.delete(promise)
        resolve()
      },
    }
  }

  #stage(exchange: KeyedExchange, captured: Captured): void {
    const recording = recordCall({
      key: exchange.key,
      request: exchange.request,
      captured,
      provider: exchange.provider,
      redactor: exchange.redactor,
      recordErrors: exchange.options.recordErrors,
      recordedAt: this.#input.now().toISOString(),
    })
    if (recording.kind === 'not-recorded') {
      this.#noteNotRecorded(exchange, recording.cause)
      return
    }
    const { call } = recording
    const isLate = this.#slots[exchange.place]?.isLate === true
    this.#fill(exchange.place, { kind: 'recorded', call: isLate ? { ...call, late: true } : call })
    this.#ledger.noteCall('recorded', { provider: exchange.provider, usage: call.usage, request: call.request, response: call.response })
  }

  async #diverge(exchange: KeyedExchange): Promise<Answer> {
    const playback = this.#open()
    const error = await explainMiss({
      names: this.#input.names,
      request: exchange.request,
      key: exchange.key,
      call: exchange.place + 1,
      entries: playback.entries(),
      unplayed: playback.unplayed(),
      rules: exchange.options,
      origin: exchange.intercepted.origin.stack,
    })
    this.#ledger.noteDiverged()
    return this.#refuse(exchange, error)
  }

  /** Answers with the error, and keeps it: the code under test may swallow the answer. */
  #refuse({ intercepted, provider }: Exchange, error: RewindError): Answer {
    this.fail(error)
    const answer = errorResponse(provider, error.code, error.message)
    const response = new Response(answer.body, { status: answer.status, headers: answer.headers })
    response.headers.set('content-length', String(Buffer.byteLength(answer.body)))
    return { kind: 'respond', response: allowCrossOrigin(response, intercepted) }
  }

  #noteOverrun(exchange: KeyedExchange, entry: CassetteEntry): void {
    const { names } = this.#input
    this.#ledger.noteDiverged()
    const error = new RewindError('REWIND_DIVERGENCE', {
      summary: `${exchange.request.method} ${exchange.request.url} is read further than it was recorded`,
      details: [
        `  cassette  ${names.cassette}:${entry.line} (call ${entry.number})`,
        '  cause     when this was recorded, the caller stopped the answer here; now it waits for more',
      ],
      remedy: names.rerecord,
    })
    this.#failures.push(withUserStack(error, exchange.intercepted.origin.stack))
  }

  #noteNotRecorded({ intercepted, provider }: Exchange, cause: string): void {
    this.#ledger.noteNotRecorded({ cause, host: intercepted.url.host }, provider)
  }

  #open(): Playback {
    this.#playback ??= startPlayback(this.#input.cassette.base(), (request: RecordedRequest) => requestKey(request, this.#input.options()))
    return this.#playback
  }

  #fill(place: number, slot: Slot): void {
    const entry = this.#slots[place]
    if (entry !== undefined) entry.slot = slot
  }

  #judgeUnused(outcome: Outcome): void {
    const options = this.#input.options()
    if (!judgesUnused(options.mode, outcome) || this.#failures.length > 0) return
    // A test that made no call at all may still have a cassette.
    const unplayed = this.#open().unplayed().filter((entry) => entry.call().late !== true)
    if (unplayed.length === 0) return
    this.#ledger.noteUnused(unplayed.length)
    const error = explainUnused(this.#input.names, unplayed)
    if (options.unused === 'fail') this.#failures.push(error)
    else this.#ledger.warn(error.message)
  }

  #write(outcome: Outcome): void {
    const slots = this.#slots.map(({ slot }) => slot)
    const recorded = slots.filter((slot) => slot.kind === 'recorded').length
    const { cassette, store, names, options } = this.#input
    const action = decideWrite(options().mode, { outcome, recorded })
    if (action === 'keep') return
    const calls = action === 'replace' ? callsOfRun(slots) : mergeCalls(slots, this.#open().entries())
    if (calls.length > 0) store.write(cassette.path, { rewind: 1, test: names.test }, calls)
    else if (cassette.base() !== undefined) store.remove(cassette.path)
  }

  async #drain(): Promise<void> {
    if (this.#pending.size === 0) return
    await waitAtMost(DRAIN_MS, Promise.all(this.#pending))
    if (this.#pending.size === 0) return
    this.#ledger.warn(`${this.#input.names.test}: ${this.#pending.size} answers were still arriving when the test ended, and are not recorded`)
    this.#pending.clear()
  }

  async #attempt(step: () => void): Promise<void> {
    try {
      step()
    } catch (error) {
      if (!(error instanceof RewindError)) throw error
      this.fail(error)
    }
  }

  #result(): SessionResult {
    const failures = this.#failures
    this.#failures = []
    return { error: combineFailures(failures), report: this.#ledger.take(this.#input.options().mode) }
  }
}
