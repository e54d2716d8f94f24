import { isOff, mayGoLive, type Outcome } from '../decide.ts'
import type { RecordedAnswer } from '../http/fetch/answer-fetch.ts'
import type { Handling, InterceptedRequest } from '../http/interceptor.ts'
import { identifyProvider, nameProvider } from '../providers/name-provider.ts'
import { admitGuests, noteForHost } from './admit-guests.ts'
import { handleRequest, replayAtOnce } from './answer/answer-request.ts'
import { answerToken } from './answer/answer-token.ts'
import type { RawRequest } from './answer/redact-request.ts'
import { explainUnseenCall } from './explain/explain-unseen-call.ts'
import { explainUnsettled, SETTLE_MS, UNSETTLED } from './explain/explain-unsettled.ts'
import type { GuestNote } from './guests.ts'
import { judgeAge } from './judge/judge-age.ts'
import { judgeBorrowed } from './judge/judge-borrowed.ts'
import { judgeEdits } from './judge/judge-edits.ts'
import { judgeUnsentMessages, noteOutdatedSessions } from './judge/judge-messages.ts'
import { judgedAtFileEnd, judgeUnplayedCalls } from './judge/judge-unplayed-calls.ts'
import type { Ledger } from './ledger.ts'
import type { SessionInput, SessionResult } from './session-input.ts'
import { createSessionState, type SessionState } from './session-state.ts'
import { callsOf, callsToWrite } from './write/staging.ts'
import { whyRecorded } from './write/why-recorded.ts'
import { leaveUnfinished, writeCassette } from './write/write-cassette.ts'

/** One attempt of one test, on one cassette. */
export class Session {
  readonly #state: SessionState
  /** The requests that were passed on to the process which judges the session. */
  readonly #noted = new Set<object>()
  /** What became of the calls that it did not make when it ended. */
  #unplayed: 'judge' | 'leave' = 'judge'

  /** Opens a session. The cassette is read with the first request. */
  constructor(input: SessionInput) {
    this.#state = createSessionState(input)
  }

  /** What it does, for the report. */
  get ledger(): Ledger {
    return this.#state.ledger
  }

  /**
   * Says whether the session has begun: options that came later could not hold for all of its requests.
   *
   * @returns whether a request was handled
   */
  hasBegun(): boolean {
    return this.#state.requests.length > 0
  }

  /** Notes that a request could not be handled as it should: the test fails at its end. */
  fail(error: Error): void {
    this.#state.failures.add(error)
    this.#state.input.observer?.onChange()
  }

  /**
   * Notes that a request was made which the wire does not carry yet: the end of the test waits for it.
   *
   * @returns notes that it was decided
   */
  trackPending(url: URL): () => void {
    return this.#state.inFlight.begin(url.host)
  }

  /**
   * Notes a call that went live without being seen: over a connection that was opened before the interception began.
   */
  noteBypassed(url: URL, origin: Error): void {
    const error = explainUnseenCall(this.#state.input.names, { url, origin, came: 'went live' })
    if (!this.#mayGoLive()) this.fail(error)
    else if (!isOff(this.#state.input.options().mode)) this.ledger.warn(`${error.summary}: ${error.remedy}`)
    this.ledger.noteUnread(nameProvider(url) ?? 'unknown')
  }

  /**
   * Says why a call cannot be made over such a connection, where no call may go live: it would be seen too late.
   *
   * @returns the error, which the test fails with; undefined where it may
   */
  refuseUnseen(url: URL, origin: Error): Error | undefined {
    if (isOff(this.#state.input.options().mode) || this.#mayGoLive()) return undefined
    const error = explainUnseenCall(this.#state.input.names, { url, origin, came: 'was refused' })
    this.fail(error)
    return error
  }

  /**
   * Answers one request to an LLM host.
   *
   * @param named - the provider as the rule of its host names it
   */
  handle(intercepted: InterceptedRequest, named: string): Promise<Handling> {
    const handling = handleRequest(this.#state, intercepted, identifyProvider(named, intercepted.url))
    const { observer } = this.#state.input
    if (observer !== undefined) void handling.then(observer.onChange, observer.onChange)
    return handling
  }

  /** Answers a request for the access token of Google's clients. */
  answerToken(intercepted: InterceptedRequest): Handling {
    return answerToken(this.#state, intercepted)
  }

  /**
   * Answers a request where that takes nothing but its recorded call. Else nothing is decided, and `handle` is to be
   * asked.
   *
   * @param named - the provider as the rule of its host names it
   * @returns what answers it; undefined where `handle` is to be asked
   */
  replay(raw: RawRequest, named: string): RecordedAnswer | undefined {
    const answer = replayAtOnce(this.#state, raw, identifyProvider(named, raw.url))
    if (answer !== undefined) this.#state.input.observer?.onChange()
    return answer
  }

  /** Gives what is new since the last time, for the process that judges the session; undefined where nothing is. */
  takeNote(): GuestNote | undefined {
    return noteForHost(this.#state, this.#noted)
  }

  /** Takes what the test fails with so far, for a runner that decides on a retry before the attempt ends. */
  takeFailure(): Error | undefined {
    return this.#state.failures.take()
  }

  /**
   * Waits for the requests that were made and for live answers that are arriving, but only for so long.
   */
  async settle(): Promise<void> {
    const guests = await this.#state.input.guests?.()?.collect(SETTLE_MS)
    const hosts = await this.#state.inFlight.drain(SETTLE_MS)
    if (guests !== undefined) admitGuests(this.#state, guests.notes)
    const leftByGuests = guests?.left ?? 0
    if (!this.#mayGoLive()) {
      const left = hosts.length + leftByGuests
      if (left > 0) this.fail(explainUnsettled(this.#state.input.names, left))
      return
    }
    for (const host of hosts) this.ledger.noteNotRecorded({ host, cause: UNSETTLED })
    if (leftByGuests > 0) this.ledger.warn(`calls of other processes were ${UNSETTLED}`)
  }

  /**
   * Ends the attempt. Requests that come later are still answered; `closeLate` judges them.
   *
   * @param outcome - how it ended for the runner
   * @param unplayed - whether calls that it did not make are judged now, or left to `closeLate`: while other tests run,
   *   one of them may be answered with them
   * @returns what the test fails with, and its report
   */
  async close(outcome: Outcome, unplayed: 'judge' | 'leave' = 'judge'): Promise<SessionResult> {
    await this.settle()
    const { input, ledger, lookUp, failures, requests, sockets } = this.#state
    sockets.stageOpen()
    this.#state.closedAs = outcome
    // A test that made no call at all may still have a cassette.
    this.#unplayed = unplayed
    judgeBorrowed(this.#state)
    if (failures.isEmpty() && unplayed === 'judge') {
      const attempt = { outcome, isRenewed: this.#isRenewed(), ledger, lookUp }
      await failures.attempt(async () => void (await judgeUnplayedCalls(input, attempt, 'prompt')))
    }
    if (failures.isEmpty()) await failures.attempt(() => judgeUnsentMessages(input, { outcome, ledger, sockets }))
    await failures.attempt(() => this.#noteLeft())
    await failures.attempt(() => judgeAge(input, { records: requests, ledger }))
    await failures.attempt(() => judgeEdits(input, { records: requests, ledger }))
    // A run that diverged changes no cassette, whatever the code under test made of the refusal.
    if (!failures.isEmpty() && outcome === 'passed') this.#state.closedAs = 'failed'
    await failures.attempt(() => this.#write())
    if (this.#state.closedAs === 'passed')
      await failures.attempt(() => noteOutdatedSessions(input, { ledger, sockets }))
    return this.#result()
  }

  /**
   * Ends what came after `close`, with the test file.
   *
   * @param end - what is known of the file
   * @param end.isComplete - whether no filter left tests out: one can be why late calls of a test are missing
   * @returns what came of it; undefined where nothing came
   */
  async closeLate({ isComplete }: { readonly isComplete: boolean }): Promise<SessionResult | undefined> {
    await this.settle()
    const { closedAs, requests, failures } = this.#state
    if (closedAs === undefined) return undefined
    const hasShared = judgeBorrowed(this.#state)
    const hasUnused = await this.#judgeLeft(closedAs, isComplete)
    if (!hasShared && !hasUnused && !requests.some(({ isLate }) => isLate) && failures.isEmpty()) return undefined
    await failures.attempt(() => this.#write())
    return this.#result()
  }

  async #judgeLeft(outcome: Outcome, isComplete: boolean): Promise<boolean> {
    const { input, ledger, lookUp, failures } = this.#state
    const judged = judgedAtFileEnd(this.#unplayed, { isComplete })
    if (judged === undefined || !failures.isEmpty() || !lookUp.hasCassette()) return false
    let hasUnused = false
    await failures.attempt(async () => {
      const attempt = { outcome, isRenewed: this.#isRenewed(), ledger, lookUp }
      hasUnused = await judgeUnplayedCalls(input, attempt, judged)
    })
    return hasUnused
  }

  #isRenewed(): boolean {
    return this.#state.requests.some(({ result: { kind } }) => kind === 'recorded' || kind === 'adopted')
  }

  // Only what failed is recorded anew, and only its cost is asked for.
  #noteLeft(): void {
    const { failures, ledger, lookUp } = this.#state
    if (failures.isEmpty() || !lookUp.hasCassette()) return
    ledger.noteLeft(
      lookUp
        .playback()
        .unplayed()
        .map((entry) => ({ number: entry.number, usage: entry.usage() })),
    )
  }

  #mayGoLive(): boolean {
    return mayGoLive(this.#state.input.options().mode, { hasRecordings: this.#state.lookUp.hasRecordings() })
  }

  async #write(): Promise<void> {
    const { input, lookUp, requests, closedAs = 'failed', ledger } = this.#state
    const results = requests.map(({ result }) => result)
    const calls = callsToWrite({
      mode: input.options().mode,
      outcome: closedAs,
      results,
      unplayed: () => lookUp.playback().unplayed().length,
    })
    const secrets = lookUp.secrets()
    const reason = calls === undefined ? undefined : whyRecorded(this.#state)
    if (reason !== undefined) ledger.noteReason(reason)
    if (calls === undefined) {
      const recorded = callsOf(results.filter(({ kind }) => kind === 'recorded'))
      lookUp.imported.settle('released')
      ledger.noteUnfinished()
      return leaveUnfinished(input, { calls: recorded, secrets })
    }
    const warning = await writeCassette(input, { calls, secrets }).catch((error: unknown) => {
      lookUp.imported.settle('released')
      throw error
    })
    if (warning !== undefined) ledger.warn(warning)
    ledger.noteImported(lookUp.imported.settle('adopted'))
    this.#moveAdopted()
  }

  // What the test took from a cassette of no test is on its own by now.
  #moveAdopted(): void {
    const { input, adopted, ledger } = this.#state
    for (const orphan of adopted) {
      const isLeft = orphan.base()?.entries.some((entry) => !orphan.claims.byOthers.has(entry)) ?? false
      if (!isLeft) input.store.remove(orphan.path)
      ledger.noteMoved({ from: orphan.shownPath, to: input.names.cassette })
    }
    adopted.clear()
  }

  #result(): SessionResult {
    return { error: this.#state.failures.take(), report: this.ledger.take(this.#state.input.options()) }
  }
}
