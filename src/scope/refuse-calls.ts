import { mayGoLive, type Mode } from '../decide.ts'
import { asRewindError, RewindError } from '../errors.ts'
import type { InterceptedRequest } from '../http/interceptor.ts'
import { refusalResponse } from '../session/explain/failures/refusal.ts'

/** Refuses a call that belongs to no test. */
export function refuseWithoutScope(request: InterceptedRequest, provider: string): Response {
  return refusal(
    provider,
    new RewindError('REWIND_NO_SESSION', {
      summary: `${nameOf(request)} was made outside a test or withCassette()`,
      remedy: "make the call inside withCassette('a name', async () => { … }), or set mode: 'off'",
    }),
  )
}

/** Refuses a call of a server whose request names no test. */
export function refuseWithoutName(request: InterceptedRequest, provider: string): Response {
  return refusal(
    provider,
    new RewindError('REWIND_NO_SESSION', {
      summary: `${nameOf(request)} was made by a server for a request that names no test`,
      remedy: "send testHeaders() of 'rewind' with the request: fetch(url, { headers: { ...testHeaders() } })",
    }),
  )
}

/** Says that a server crashed while it answered a request of a test. */
export function explainCrash(error: Error): RewindError {
  const crash = new RewindError('REWIND_CRASH', {
    summary: `a server crashed while it answered this test: ${error.message}`,
    remedy: 'fix the error in the server, which the stack shows',
    cause: error,
  })
  crash.stack = (error.stack ?? '').replace(/^.*\n/, `${crash.name}: ${crash.message}\n`)
  return crash
}

/**
 * Refuses a call of set-up code that runs in the process of the runner.
 *
 * @param fail - makes the run fail
 */
export function refuseInSetUp(request: InterceptedRequest, provider: string, fail: (error: Error) => void): Response {
  const error = new RewindError('REWIND_NO_SESSION', {
    summary: `${nameOf(request)} was made in globalSetup or globalTeardown, outside every test, and not sent`,
    remedy: "make the call in beforeAll() of a test file, or inside withCassette('a name', async () => { … })",
  })
  fail(error)
  return refusal(provider, error)
}

/**
 * Refuses a call whose test file has ended: its session is closed, and its cassette is written.
 *
 * @param run - its mode, and what makes it fail as a whole, which is all that can: the file has its result
 */
export function refuseAfterEnd(
  request: InterceptedRequest,
  provider: string,
  run: { readonly mode: Mode; readonly fail: (error: Error) => void },
): Response {
  const error = new RewindError('REWIND_NO_SESSION', {
    summary: `${nameOf(request)} was made after its test file had ended, and not sent`,
    remedy: 'await the work in its test, or stop it in afterAll (a timer: clearInterval)',
  })
  if (mayGoLive(run.mode, { hasRecordings: false })) process.emitWarning(error)
  else run.fail(error)
  return refusal(provider, error)
}

/** Says why a connection was refused before its first byte. */
export function explainUnrecordable(host: string): RewindError {
  return new RewindError('REWIND_BYPASSED', {
    summary: `a request to ${host} can be neither recorded nor replayed`,
    details: [
      '  cause     it is not a complete HTTP/1.1, HTTP/2 or WebSocket request (nor is gRPC), or its connection was opened by',
      '            hand, to an IP address or through a proxy',
    ],
    remedy:
      "use fetch, undici, node:http, node:https, node:http2 or a client built on them (proxy agents are supported; a Google client of gRPC: with fallback: true), or set mode: 'off' for this test",
  })
}

/**
 * Answers a request that could not be handled.
 *
 * @param fail - called with what its test is to fail with
 */
export function answerDefect(error: unknown, fail: (reported: RewindError) => void): Response {
  const reported = asRewindError(error, 'handle a request')
  fail(reported)
  return refusal('unknown', reported)
}

function nameOf({ method, url }: InterceptedRequest): string {
  return `${method} ${url.origin}${url.pathname}`
}

function refusal(provider: string, error: RewindError): Response {
  return refusalResponse(provider, error, error.message)
}
