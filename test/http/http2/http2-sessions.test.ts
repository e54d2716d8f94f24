import { once } from 'node:events'
import type { ClientHttp2Session, ClientHttp2Stream } from 'node:http2'

import { expect, test } from 'vitest'

import { replaying, startInterception } from '../start-interception.ts'
import { inThreePieces } from '../wire/recorded.ts'
import { askHttp2, connectHttp2, serveHttp2 } from './http2-server.ts'

/** Asks of a closed session: Node.js 22 throws at once, later ones fail the stream. */
async function failLate(session: ClientHttp2Session): Promise<void> {
  try {
    const late = session.request({ ':path': '/late' })
    await once(
      late.on('error', () => {}),
      'close',
    )
  } catch (error) {
    expect(error).toHaveProperty('code', 'ERR_HTTP2_GOAWAY_SESSION')
  }
}

test('many requests share one session, and one connection where they go live', async () => {
  const server = await serveHttp2('tls', (stream, headers) => {
    stream.respond({ ':status': 200 })
    stream.end(String(headers[':path']))
  })
  startInterception({ ports: [server.port] })
  const session = connectHttp2(server.origin)
  const paths = Array.from({ length: 40 }, (_, index) => `/${index}`)
  const seen = await Promise.all(paths.map(async (path) => (await askHttp2(session, path)).pieces.join('')))
  expect(seen).toEqual(paths)
  expect(server.connections()).toBe(1)
})

test('the caller is told when the server goes away', async () => {
  const server = await serveHttp2('tls', (stream) => {
    stream.respond({ ':status': 200 })
    stream.end('last')
    stream.session?.goaway(0)
  })
  startInterception({ ports: [server.port] })
  const session = connectHttp2(server.origin)
  const gone = new Promise((resolve) => session.once('goaway', resolve))
  expect((await askHttp2(session, '/')).pieces).toEqual(['last'])
  expect(await gone).toBe(0)
})

test.each(['tls', 'plain'] as const)(
  'on a session that was opened before, no byte of a request leaves, and its caller hears why (%s)',
  async (kind) => {
    const asked: string[] = []
    const { promise: ended, resolve } = Promise.withResolvers<void>()
    const server = await serveHttp2(kind, (stream, headers) => {
      stream.session?.once('close', resolve)
      asked.push(String(headers[':path']))
      stream.respond({ ':status': 200 })
      stream.end('answer')
    })
    const session = connectHttp2(server.origin)
    await askHttp2(session, '/before')
    startInterception({ ports: [server.port] })
    // In a turn of its own, since what is asked while an answer is handed over is written later; its caller has it out
    // of a promise, as got does.
    const stream = await new Promise<ClientHttp2Stream>((done) => {
      setImmediate(() => done(session.request({ ':path': '/secret', authorization: 'Bearer sk-test' })))
    })
    const refused = await new Promise<Error>((done) => stream.once('error', done))
    expect(refused.message).toBe('refused: 127.0.0.1')
    await ended
    expect(asked).toEqual(['/before'])
    expect(session.destroyed).toBe(true)
  },
)

test('a request that names another host is for the one that its connection leads to, and a replay opens none', async () => {
  const server = await serveHttp2('tls', () => {})
  const { requests, others } = startInterception({ ports: [server.port], answer: replaying(inThreePieces()) })
  const stream = connectHttp2(server.origin).request({ ':path': '/v1/x?y=1', ':authority': 'other.example' })
  stream.resume()
  await new Promise((resolve) => stream.once('close', resolve))
  expect(requests.map(({ url }) => url.href)).toEqual([`${server.origin}/v1/x?y=1`])
  expect(others).toEqual([])
  expect(server.connections()).toBe(0)
})

test('a request that is given up before its session has connected was sent to nobody', async () => {
  const server = await serveHttp2('tls', () => {})
  const { bypassed } = startInterception({ ports: [server.port], answer: replaying(inThreePieces()) })
  const session = connectHttp2(server.origin)
  const given = [session.request({ ':path': '/1' }), session.request({ ':path': '/2' })]
  given[0]?.close(8)
  session.close()
  for (const stream of given) stream.on('error', () => {}).resume()
  await Promise.all(given.map((stream) => new Promise((resolve) => stream.once('close', resolve))))
  await failLate(session)
  expect(bypassed).toEqual([])
})

test('a client that awaits the head before it reads gets the answer, also on a session that is open', async () => {
  const server = await serveHttp2('tls', () => {})
  const { chunks: _pieces, ...whole } = inThreePieces()
  startInterception({ ports: [server.port], answer: replaying(whole) })
  const session = connectHttp2(server.origin)
  const ask = async (): Promise<string> => {
    const stream = session.request({ ':path': '/', ':method': 'POST' })
    stream.end('ask')
    await once(stream, 'response')
    // As much as axios does in between.
    for (let step = 0; step < 30; step += 1) await Promise.resolve()
    let text = ''
    for await (const piece of stream) text += String(piece)
    return text
  }
  const heard: string[] = []
  for (let call = 0; call < 5; call += 1) heard.push(await ask())
  expect(heard).toEqual(Array(5).fill('onetwothree'))
})
