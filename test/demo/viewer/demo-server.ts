import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import { setTimeout as wait } from 'node:timers/promises'

import { answerTo, type DemoAnswer } from './answers.ts'

/** A provider of the demo. */
export interface DemoServer extends AsyncDisposable {
  readonly port: number
}

/** Milliseconds until the first piece of an answer comes, and about how many between two. */
const FIRST_MS = 240
const BETWEEN_MS = 14

/** Starts a server on loopback that answers as the demo has it, with the pauses that models make. */
export async function startDemoServer(tls: { readonly key: string; readonly cert: string }): Promise<DemoServer> {
  const server = createServer({ key: tls.key, cert: tls.cert }, (request, response) => {
    respond(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(Buffer.from(piece))
  const answer = answerTo(request.url ?? '', Buffer.concat(pieces).toString())
  await wait(FIRST_MS)
  await send(answer, response)
}

async function send(answer: DemoAnswer, response: ServerResponse): Promise<void> {
  if (answer.kind === 'body') {
    response.writeHead(200, { 'content-type': answer.type }).end(answer.body)
    return
  }
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })
  for (const [index, event] of answer.events.entries()) {
    response.write(event)
    // Models pause now and then.
    await wait(index % 17 === 16 ? BETWEEN_MS * 9 : BETWEEN_MS)
  }
  response.end()
}
