import { request as namedRequest, type OutgoingHttpHeaders } from 'node:http'

import { request as undiciRequest } from 'undici'
import { describe, expect, test } from 'vitest'

import { serve } from '../loopback-server.ts'
import { startInterception, type Interception } from '../start-interception.ts'

/** Makes the same request without, with and again without interception; gives the heads that the server received. */
async function headsOf(
  send: (origin: string) => Promise<unknown>,
  more: { readonly answer?: 'pass' } = {},
): Promise<{ plain: string[]; intercepted: string[]; interception: Interception }> {
  const heads: string[][] = []
  const server = await serve((incoming, outgoing) => {
    heads.push([`${incoming.method} ${incoming.url}`, ...incoming.rawHeaders])
    incoming.resume()
    outgoing.end('x')
  })
  await send(server.origin)
  const interception = startInterception({
    ports: [server.port],
    ...(more.answer === undefined ? {} : { answer: () => ({ kind: 'pass' }) }),
  })
  await send(server.origin)
  return { plain: heads[0] ?? [], intercepted: heads[1] ?? [], interception }
}

function sendByHttp(headers: OutgoingHttpHeaders | readonly string[], body?: string) {
  return (origin: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const request = namedRequest(
        `${origin}/v1/x?b=2&a=1`,
        { method: body === undefined ? 'GET' : 'POST', headers, agent: false },
        (response) => {
          response.resume().once('end', resolve)
        },
      )
      request.once('error', reject)
      request.end(body)
    })
}

describe('the server sees the same request line and headers with and without interception', () => {
  test('from fetch', async () => {
    const { plain, intercepted, interception } = await headsOf((origin) =>
      fetch(`${origin}/v1/x?b=2&a=1`, {
        method: 'POST',
        headers: { 'X-Zed': '1', Authorization: 'Bearer k', accept: 'a/b' },
        body: '{"a":1}',
      }).then((response) => response.text()),
    )
    expect(intercepted).toEqual(plain)
    expect(interception.requests).toHaveLength(1)
  })

  test('from fetch, when the request only passes', async () => {
    const { plain, intercepted, interception } = await headsOf(
      (origin) => fetch(origin, { headers: { 'X-Zed': '1' } }).then((response) => response.text()),
      { answer: 'pass' },
    )
    expect(intercepted).toEqual(plain)
    expect(interception.requests).toHaveLength(1)
  })

  test('from fetch with a streamed body', async () => {
    const { plain, intercepted } = await headsOf((origin) =>
      fetch(origin, { method: 'POST', body: new Blob(['a', 'b']).stream(), duplex: 'half' }).then((response) =>
        response.text(),
      ),
    )
    expect(intercepted).toEqual(plain)
  })

  test('from undici.request with names in mixed case', async () => {
    const { plain, intercepted, interception } = await headsOf((origin) =>
      undiciRequest(origin, {
        method: 'POST',
        headers: { 'X-MixedCase': '1', 'content-TYPE': 'text/plain' },
        body: 'x',
      }).then(({ body }) => body.text()),
    )
    expect(intercepted).toEqual(plain)
    expect(interception.requests).toHaveLength(1)
  })

  test('from http.request with names in mixed case', async () => {
    const { plain, intercepted, interception } = await headsOf(
      sendByHttp({ 'X-MixedCase': '1', AUTHORIZATION: 'Bearer k', 'content-Type': 'text/plain' }, 'hello'),
    )
    expect(intercepted).toEqual(plain)
    expect(interception.requests).toHaveLength(1)
  })

  test('from http.request without any header', async () => {
    const { plain, intercepted } = await headsOf(sendByHttp({}))
    expect(intercepted).toEqual(plain)
  })

  test('from http.request with repeated values', async () => {
    const { plain, intercepted } = await headsOf(sendByHttp({ 'X-Many': ['1', '2'], cookie: ['a=1', 'b=2'] }))
    expect(intercepted).toEqual(plain)
  })

  test('from http.request with headers given as an array', async () => {
    const { plain, intercepted, interception } = await headsOf(
      sendByHttp(['X-First', '1', 'Host', 'example.test', 'x-second', '2', 'X-First', '3']),
    )
    expect(intercepted).toEqual(plain)
    expect(interception.requests).toHaveLength(1)
  })

  test('from http.request that passes', async () => {
    const { plain, intercepted } = await headsOf(sendByHttp({ 'X-MixedCase': '1' }), { answer: 'pass' })
    expect(intercepted).toEqual(plain)
  })
})

describe('no tag of ours reaches a server', () => {
  test('that is not an LLM host', async () => {
    const names: string[] = []
    const server = await serve((incoming, outgoing) => {
      names.push(...Object.keys(incoming.headers))
      outgoing.end('x')
    })
    startInterception({ ports: [] })
    await (await fetch(server.origin)).text()
    await sendByHttp({})(server.origin)
    expect(names.filter((name) => name.includes('rewind'))).toEqual([])
  })

  test('that is not an LLM host, while every host is looked at', async () => {
    const names: string[] = []
    const server = await serve((incoming, outgoing) => {
      names.push(...Object.keys(incoming.headers))
      outgoing.end('x')
    })
    const { requests } = startInterception({ ports: [], isAnyHostCandidate: true, answer: () => ({ kind: 'pass' }) })
    await (await fetch(server.origin)).text()
    await sendByHttp({})(server.origin)
    expect(requests).toHaveLength(2)
    expect(names.filter((name) => name.includes('rewind'))).toEqual([])
  })

  test('nor the user of the interception', async () => {
    const server = await serve((_incoming, outgoing) => void outgoing.end('x'))
    const { requests } = startInterception({ ports: [server.port] })
    await (await fetch(server.origin)).text()
    await sendByHttp({})(server.origin)
    expect(requests.flatMap(({ headers }) => Object.keys(headers)).filter((name) => name.includes('rewind'))).toEqual(
      [],
    )
  })
})

describe('an intercepted request has', () => {
  test('its method, URL, headers by lower-case name, and body', async () => {
    const server = await serve((incoming, outgoing) => void incoming.resume().once('end', () => outgoing.end('x')))
    const { requests } = startInterception({
      ports: [server.port],
      async answer(request) {
        await request.body()
        return { kind: 'pass' }
      },
    })
    await sendByHttp({ 'X-Upper': 'A' }, '{"a":1}')(server.origin)
    const [request] = requests
    expect([request?.method, request?.url.href, request?.headers['x-upper']]).toEqual([
      'POST',
      `${server.origin}/v1/x?b=2&a=1`,
      'A',
    ])
    expect(Buffer.from((await request?.body()) ?? []).toString()).toBe('{"a":1}')
  })

  test('the body of a fetch that streams it', async () => {
    const received: string[] = []
    const server = await serve(async (incoming, outgoing) => {
      for await (const piece of incoming) received.push(String(piece))
      outgoing.end('x')
    })
    const bodies: string[] = []
    startInterception({
      ports: [server.port],
      async answer(request) {
        bodies.push(Buffer.from(await request.body()).toString())
        return { kind: 'pass' }
      },
    })
    await (await fetch(server.origin, { method: 'POST', body: new Blob(['ab', 'cd']).stream(), duplex: 'half' })).text()
    expect(bodies).toEqual(['abcd'])
    expect(received.join('')).toBe('abcd')
  })

  test('the line of the user who made it, by its stack', async () => {
    const server = await serve((_incoming, outgoing) => void outgoing.end('x'))
    const { requests } = startInterception({ ports: [server.port] })
    await (await fetch(server.origin)).text()
    await sendByHttp({})(server.origin)
    expect(requests.map(({ origin }) => origin.stack.stack?.includes('headers-on-wire.test.ts'))).toEqual([true, true])
  })
})
