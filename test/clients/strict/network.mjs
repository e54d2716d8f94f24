// The network that the strict matrix watches: an LLM host that speaks everything, proxies to it, and a host that is
// nobody's. Whoever connects is counted, byte by byte.
import { createServer as createHttpServer, request as httpRequest } from 'node:http'
import { createServer as createHttp2Server, createSecureServer } from 'node:http2'
import { connect } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'

import { WebSocketServer } from 'ws'

import { createCertificate } from '../../helpers/servers/certificates.ts'
import { startSocksProxy } from './socks-proxy.mjs'

/** The LLM host of the matrix: one of the default hosts. */
export const HOST = 'api.openai.com'
const ESTABLISHED = 'HTTP/1.1 200 Connection Established\r\n\r\n'

export async function startNetwork() {
  const certificate = await createCertificate([HOST, 'localhost'])
  const tls = { key: certificate.key, cert: certificate.cert }
  const seen = []
  const servers = []
  let place = 'before the first cell'

  async function listen(name, server) {
    server.on('connection', (socket) => {
      seen.push({ name, place, socket })
      socket.on('error', () => {})
    })
    server.listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    servers.push(server)
    return server.address().port
  }

  const secure = createSecureServer({ ...tls, allowHTTP1: true }, answer)
  const plain = createHttpServer(answer)
  serveWebSockets(secure)
  serveWebSockets(plain)
  const ports = {
    plain: await listen('target', plain),
    http2: await listen('target', createHttp2Server(answer)),
    tls: await listen('target', secure),
  }
  const portOf = (port) => (port === 443 ? ports.tls : ports.plain)
  const socks = startSocksProxy((port) => portOf(port))
  const proxy = createProxy(createHttpServer(), portOf)
  const secureProxy = createTlsServer(tls, (socket) => proxy.emit('connection', socket))
  // What is marked is counted before anything of the next cell connects.
  const control = createHttpServer((request, response) => {
    place = decodeURIComponent(request.url.slice(1))
    response.end('marked')
  })
  control.listen(0, '127.0.0.1')
  await new Promise((resolve) => control.once('listening', resolve))

  return {
    ports: {
      ...ports,
      proxy: await listen('proxy', proxy),
      secureProxy: await listen('proxy', secureProxy),
      socks: await listen('proxy', socks),
      control: control.address().port,
    },
    caFile: certificate.caFile,
    /** Connections since the last time, each with what came over it. */
    take: () => seen.splice(0).map(({ socket, ...connection }) => ({ ...connection, bytes: socket.bytesRead })),
    close() {
      certificate[Symbol.dispose]()
      for (const server of [...servers, control]) server.close()
    },
  }
}

/** What a model would say, in whatever the request came. */
function answer(request, response) {
  const pieces = []
  request.on('data', (piece) => pieces.push(piece))
  request.on('end', () => respond(response, Buffer.concat(pieces).toString()))
}

function respond(response, body) {
  const text = JSON.stringify({
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1,
    model: 'gpt-4o-mini',
    choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: `heard ${body.length}` } }],
    usage: { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 },
  })
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end(text)
}

function serveWebSockets(server) {
  const sockets = new WebSocketServer({ noServer: true })
  server.on('upgrade', (request, socket, head) =>
    sockets.handleUpgrade(request, socket, head, (webSocket) => webSocket.send('heard')),
  )
}

function createProxy(server, portOf) {
  server.on('request', (request, response) => {
    const onward = httpRequest(
      { host: '127.0.0.1', port: portOf(80), path: request.url, method: request.method, headers: request.headers },
      (given) => {
        response.writeHead(given.statusCode, given.headers)
        given.pipe(response)
      },
    )
    onward.on('error', () => response.destroy())
    request.pipe(onward)
  })
  server.on('connect', (request, client) => {
    const onward = connect(portOf(Number(request.url.split(':').at(-1))), '127.0.0.1', () => {
      client.write(ESTABLISHED)
      onward.pipe(client)
      client.pipe(onward)
    })
    onward.on('error', () => client.destroy())
    client.on('error', () => onward.destroy())
  })
  return server
}
