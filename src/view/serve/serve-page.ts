import { randomBytes, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

import { messageOf } from '../../errors.ts'
import { sha256 } from '../../process/sha256.ts'

/** What a viewer answers with. */
export interface ServedContent {
  /** Makes the page anew. */
  readonly page: () => string
  /** Finds what the page asks for later, by its name. */
  readonly data: (name: string) => Uint8Array | undefined
}

/** A running viewer. */
export interface ServedPage extends AsyncDisposable {
  /** With the token in it. */
  readonly url: string
  /** Makes every open page load again. */
  readonly announceChange: () => void
}

const TOKEN_BYTES = 16
const KEEP_ALIVE_MS = 30_000

/**
 * Serves a viewer on this machine alone. Without the token in the address, and under any other name of the machine, it
 * gives nothing: pages of other origins could ask, too.
 */
export async function servePage(content: ServedContent): Promise<ServedPage> {
  const token = randomBytes(TOKEN_BYTES).toString('hex')
  const listeners = new Set<ServerResponse>()
  let port = 0
  const server = createServer((request, response) => {
    const path = pathBehindToken(request, { token, port })
    if (path === undefined)
      return refuse(response, 403, 'the address that rewind view printed has a token; this has none')
    if (request.method !== 'GET') return refuse(response, 405, 'this can only be read')
    if (path === 'changes') return listen(response, listeners)
    answer(response, path, content)
  })
  port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : 0)
    })
  })
  const timer = setInterval(() => {
    for (const listener of listeners) listener.write(': here\n\n')
  }, KEEP_ALIVE_MS)
  return {
    url: `http://127.0.0.1:${port}/${token}/`,
    announceChange() {
      for (const listener of listeners) listener.write('event: change\ndata: \n\n')
    },
    async [Symbol.asyncDispose]() {
      clearInterval(timer)
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
    },
  }
}

// A name of another's that leads here (DNS rebinding) is in the Host header.
function pathBehindToken(
  { url = '', headers }: IncomingMessage,
  { token, port }: { readonly token: string; readonly port: number },
): string | undefined {
  if (headers.host !== `127.0.0.1:${port}` && headers.host !== `localhost:${port}`) return undefined
  const [, given = '', path] = /^\/([^/?]*)\/([^?]*)/u.exec(url) ?? []
  return path !== undefined && isSame(given, token) ? path : undefined
}

// Of equal length, as the comparison needs them.
function isSame(given: string, token: string): boolean {
  return timingSafeEqual(Buffer.from(sha256(given)), Buffer.from(sha256(token)))
}

/** What every answer says: nothing is kept, framed, sniffed or given to other origins. */
const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { ...HEADERS, 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`)
}

function listen(response: ServerResponse, listeners: Set<ServerResponse>): void {
  response.writeHead(200, { ...HEADERS, 'content-type': 'text/event-stream' })
  response.write(': here\n\n')
  listeners.add(response)
  response.once('close', () => listeners.delete(response))
}

function answer(response: ServerResponse, path: string, { page, data }: ServedContent): void {
  try {
    if (path === '') return send(response, 'text/html; charset=utf-8', page())
    const bytes = path.startsWith('data/') ? data(path.slice('data/'.length)) : undefined
    if (bytes === undefined) return refuse(response, 404, 'this is not here any more')
    send(response, 'application/octet-stream', bytes)
  } catch (error) {
    // Half of a change may be on the disk: the next one makes the page load again.
    refuse(response, 500, messageOf(error))
  }
}

function send(response: ServerResponse, type: string, content: string | Uint8Array): void {
  response.writeHead(200, { ...HEADERS, 'content-type': type }).end(content)
}
