import type { ClientHttp2Session, ServerHttp2Session } from 'node:http2'
import type { Socket } from 'node:net'

import { connectionTargetOf, serverNameOf, type ConnectOptions } from '../gate/connection-target.ts'
import { dial } from '../gate/dial.ts'
import { trackHttp2Tags } from '../origins/watch-http2.ts'
import { answerStream, type Http2Answers } from './answer-stream.ts'
import { connectInMemory } from './memory-connection.ts'

/** The bytes that a server may send on one stream before its client has read them: as much as Node.js itself allows. */
const UPSTREAM_WINDOW = 1_048_576

/**
 * Takes over an HTTP/2 connection that is being made. Its client speaks to a server in memory; each stream is answered
 * like any other request, and those that go live share one connection to the real server, which is made with the first.
 *
 * @param socket - the client's, before it dials
 * @param options - what it was to be connected with, the client's TLS options among them
 * @param answers - what answers its requests
 */
export function takeHttp2Connection(socket: Socket, options: ConnectOptions, answers: Http2Answers): void {
  const isTls = 'encrypted' in socket
  const connection = connectInMemory(socket, isTls ? 'h2' : undefined)
  const origin = originOf(options, { isTls, answers })
  const tagOf = trackHttp2Tags(socket, origin)
  const session = process.getBuiltinModule('node:http2').performServerHandshake(connection.far)
  // The client's end of the session reports it.
  session.on('error', () => {})
  const upstream = createUpstream(session, {
    connect: () => connectUpstream(options, isTls),
    fail: (error) => connection.fail(error),
  })
  session.on('stream', (stream, headers) => {
    void answerStream(stream, headers, { answers, origin, upstream, tagOf })
  })
  process.nextTick(() => connection.open())
}

// Of an address that is not an LLM host by itself, the handshake names the host.
function originOf(
  options: ConnectOptions,
  { isTls, answers: { interceptor } }: { readonly isTls: boolean; readonly answers: Http2Answers },
): string {
  const target = connectionTargetOf(options)
  const found = [target, serverNameOf(options)].find(
    (named) => named !== undefined && interceptor.isCandidateHost(named.host, named.port),
  )
  const { host = 'localhost', port } = found ?? target ?? {}
  return new URL(`${isTls ? 'https' : 'http'}://${bracketed(host)}${port === undefined ? '' : `:${port}`}`).origin
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}

function connectUpstream(options: ConnectOptions, isTls: boolean): ClientHttp2Session {
  const host = typeof options.host === 'string' ? options.host : 'localhost'
  return process.getBuiltinModule('node:http2').connect(`${isTls ? 'https' : 'http'}://${bracketed(host)}`, {
    createConnection: () => dial(options, isTls),
    settings: { enablePush: false, initialWindowSize: UPSTREAM_WINDOW },
  })
}

// One connection at a time: a new one where the last was closed, as by a server that is going away.
function createUpstream(
  session: ServerHttp2Session,
  live: { readonly connect: () => ClientHttp2Session; readonly fail: (error: Error) => void },
): () => ClientHttp2Session {
  let current: ClientHttp2Session | undefined
  return () => {
    if (current !== undefined && !current.closed && !current.destroyed) return current
    const connected = live.connect()
    connected.on('error', live.fail)
    connected.on('goaway', (code, lastStreamId, data) => {
      if (!session.destroyed) session.goaway(code, lastStreamId, data)
    })
    session.once('close', () => connected.close())
    current = connected
    return connected
  }
}
