import { onTestFinished } from 'vitest'

import type { RecordedResponse } from '../../src/cassette/call.ts'
import { answerFetch, isPlainResponse, type RecordedAnswer } from '../../src/http/fetch/answer-fetch.ts'
import * as listening from '../../src/http/http1/listen.ts'
import { takeHttp2Connection } from '../../src/http/http2/take-connection.ts'
import { intercept } from '../../src/http/intercept.ts'
import type { Handling, Captured, InterceptedRequest } from '../../src/http/interceptor.ts'
import { originHere } from '../../src/http/origins/origins.ts'

/** What a test wants of its interception. */
export interface InterceptionSetup {
  /** Ports on loopback that are taken for LLM hosts. */
  readonly ports: readonly number[]
  /**
   * Answers a request; captures it live unless given. Only what {@link replaying} makes is asked on the short way as
   * well.
   */
  readonly answer?: ((request: InterceptedRequest) => Handling | Promise<Handling>) | Replaying
  readonly isAnyHostCandidate?: boolean
  /**
   * Which way recorded calls of `fetch` take; the short one unless given. Every test of exactness must pass on both.
   */
  readonly way?: 'short' | 'socket'
  readonly context?: () => unknown
  readonly takesHttp2?: boolean
  /** Whether no request may be written on a connection that the interception never saw. */
  readonly refusesUnseen?: boolean
}

/** Answers every request by one recorded response. */
interface Replaying {
  (request: InterceptedRequest): Handling
  readonly recorded: RecordedAnswer
}

/** A running interception, and what it saw. */
export interface Interception {
  readonly requests: readonly InterceptedRequest[]
  /** URLs of requests to hosts that are no candidates. */
  readonly others: readonly string[]
  /** URLs of requests that are said to have been answered unseen. */
  readonly bypassed: readonly string[]
  /** Defects that were answered by `onError`. */
  readonly errors: readonly unknown[]
  /** Exchanges captured so far, in the order they ended. */
  readonly captures: readonly Captured[]
  /** Waits for the next exchange that nobody took yet. */
  readonly nextCapture: () => Promise<Captured>
  /** Waits for the next exchange that nobody took yet, which must have a response. */
  readonly nextResponse: () => Promise<RecordedResponse>
  readonly stop: () => void
}

/** Intercepts this process until the test ends. */
export function startInterception(setup: InterceptionSetup): Interception {
  const requests: InterceptedRequest[] = []
  const others: string[] = []
  const bypassed: string[] = []
  const errors: unknown[] = []
  const captures: Captured[] = []
  const waiting: ((captured: Captured) => void)[] = []
  let taken = 0
  const onCaptured = (captured: Captured): void => {
    captures.push(captured)
    const resolve = waiting.shift()
    if (resolve === undefined) return
    taken += 1
    resolve(captured)
  }
  const nextCapture = (): Promise<Captured> => {
    const ready = captures[taken]
    if (ready === undefined) return new Promise((resolve) => waiting.push(resolve))
    taken += 1
    return Promise.resolve(ready)
  }
  const interception = intercept(
    {
      isCandidateHost: (_host, port) => port !== undefined && setup.ports.includes(port),
      isAnyHostCandidate: () => setup.isAnyHostCandidate ?? false,
      context: () => setup.context?.(),
      enter() {},
      enterNamed: () => false,
      trackPending: () => () => {},
      onOther: (url) => void others.push(url.href),
      onBypassed: (url) => void bypassed.push(url.href),
      refuseUnseen: (url) => (setup.refusesUnseen === true ? new Error(`refused: ${url.href}`) : undefined),
      replay(request) {
        const recorded = setup.answer !== undefined && 'recorded' in setup.answer ? setup.answer.recorded : undefined
        if ((setup.way ?? process.env['REWIND_TEST_WAY']) === 'socket' || recorded === undefined) return undefined
        if (!setup.ports.includes(Number(request.url.port)) || !isPlainResponse(recorded.response)) return undefined
        const { signal = new AbortController().signal, body } = request
        requests.push({ ...request, signal, origin: originHere(setup.context?.()), body: () => Promise.resolve(body) })
        return recorded
      },
      async answer(request) {
        requests.push(request)
        // As a session does.
        if (setup.way !== undefined) await request.body().catch(() => {})
        return (await setup.answer?.(request)) ?? { kind: 'capture', onCaptured }
      },
      onError(error) {
        errors.push(error)
        return new Response('defect', { status: 400, headers: { 'content-length': '6' } })
      },
      takesHttp2: () => setup.takesHttp2 ?? true,
      refuse: ({ host, port }) =>
        setup.takesHttp2 !== false && port !== undefined && setup.ports.includes(port)
          ? new Error(`refused: ${host}`)
          : undefined,
    },
    () => ({ ...listening, answerFetch, takeHttp2Connection }),
  )
  const stop = (): void => interception.stop()
  onTestFinished(stop)
  return {
    requests,
    others,
    bypassed,
    errors,
    captures,
    nextCapture,
    async nextResponse() {
      const captured = await nextCapture()
      if (captured.kind === 'none') throw new Error(`no response: ${captured.cause}`)
      const { rawHeaders, rawTrailers, rawBody, ...rest } = captured.response
      return {
        ...rest,
        headers: rawHeaders,
        body: rawBody,
        ...(rawTrailers === undefined ? {} : { trailers: rawTrailers }),
      }
    },
    stop,
  }
}

/** Makes the answer that replays a response to every request. */
export function replaying(
  response: RecordedResponse,
  options: { readonly speed?: number; readonly onOverrun?: () => void } = {},
): Replaying {
  const recorded = { response, speed: options.speed ?? Infinity }
  const answer: Handling = { kind: 'replay', ...recorded, onOverrun: options.onOverrun ?? (() => {}) }
  return Object.assign(() => answer, { recorded })
}
