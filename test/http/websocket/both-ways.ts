import { subscribe, unsubscribe } from 'node:diagnostics_channel'

import { expect } from 'vitest'

import type { InterceptedRequest } from '../../../src/http/interceptor.ts'
import { failureOf } from '../http-clients.ts'
import { serve } from '../loopback-server.ts'
import { replaying, startInterception, type InterceptionSetup } from '../start-interception.ts'
import { recordedText } from '../wire/recorded.ts'

/**
 * Runs the same code on both ways, and returns what the requests held and how many went through the client to a socket.
 */
export async function onBothWays<Result>(
  run: (origin: string) => Promise<Result>,
  answer: NonNullable<InterceptionSetup['answer']> = replaying(recordedText('replayed')),
) {
  const server = await serve(
    (incoming, outgoing) =>
      void incoming.resume().once('end', () => outgoing.end(`live ${incoming.headers['content-length']}`)),
  )
  const runOn = async (way: 'short' | 'socket') => {
    const { stop, requests } = startInterception({ ports: [server.port], way, answer })
    let sent = 0
    const count = (): void => void (sent += 1)
    subscribe('undici:client:sendHeaders', count)
    const result = await run(server.origin)
    unsubscribe('undici:client:sendHeaders', count)
    stop()
    return { result, bodies: await Promise.all(requests.map(describeRequest)), sent }
  }
  return { short: await runOn('short'), socket: await runOn('socket') }
}

async function describeRequest(request: InterceptedRequest): Promise<string> {
  const { method, url, headers } = request
  const body = await request.body().catch(() => [])
  // The boundary of a form is made anew each time.
  return `${method} ${url.href} ${String(headers['accept'])} ${String(headers['content-type'])} ${Buffer.from(body).toString()}`.replaceAll(
    /\d{6,}/g,
    '#',
  )
}

/** Everything about a response that a caller can see. */
export async function describeResponse(response: Response) {
  const { status, statusText, url, redirected, type, ok } = response
  return {
    status,
    statusText,
    url,
    redirected,
    type,
    ok,
    headers: [...response.headers],
    guard: await failureOf((async () => response.headers.set('a', 'b'))()),
    text: await response.clone().text(),
  }
}

/** Whichever way a call takes where both may be taken. */
export async function expectAlike(run: (origin: string) => Promise<unknown>, answer?: InterceptionSetup['answer']) {
  const { short, socket } = await onBothWays(run, answer)
  expect(short.result).toEqual(socket.result)
  expect(short.bodies).toEqual(socket.bodies)
  return { short, socket }
}

/** Expects the same of both ways, and that the short one writes to no socket. */
export async function expectTheSame(
  run: (origin: string) => Promise<unknown>,
  answer?: InterceptionSetup['answer'],
): Promise<void> {
  const { short, socket } = await expectAlike(run, answer)
  expect(short.sent).toBe(0)
  expect(socket.sent).toBeGreaterThan(0)
}

/** A form with a file. */
export const form = (): FormData => {
  const data = new FormData()
  data.set('file', new Blob(['bytes']), 'a.txt')
  return data
}

/** A stream of two words. */
export const stream = () => new Blob(['one', 'two']).stream()

/** The cause of a rejection, else the rejection. */
export const causeOf = async (call: Promise<unknown>): Promise<unknown> => {
  const error = await failureOf(call)
  return error instanceof Error ? error.cause : error
}
