import { once } from 'node:events'
import { createServer } from 'node:net'
import { connect as connectTls } from 'node:tls'

import { describe, expect, onTestFinished, test } from 'vitest'

import { findNamedTarget } from '../../../src/http/gate/named-target.ts'

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1')
const targetOf = (text: string): unknown => {
  const named = findNamedTarget(bytes(text))
  return named.kind === 'target' ? named.target : named.kind
}

async function clientHelloTo(servername: string): Promise<Buffer> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const socket = connectTls({
    host: '127.0.0.1',
    port: typeof address === 'object' ? address?.port : 0,
    servername,
    ALPNProtocols: ['h2', 'http/1.1'],
  })
  socket.on('error', () => {})
  onTestFinished(() => {
    socket.destroy()
    server.close()
  })
  const [accepted] = await once(server, 'connection')
  const [hello] = await once(accepted, 'data')
  return hello
}

describe('of a request of HTTP/1.1', () => {
  test('it is the Host field, in any case and place', () => {
    const head = 'POST /v1 HTTP/1.1\r\naccept: */*\r\nHOST:  api.openai.com:8443 \r\n\r\n{}'
    expect(targetOf(head)).toEqual({ host: 'api.openai.com', port: 8443 })
  })

  test('it is the absolute target before the Host field', () => {
    const head = 'POST http://api.openai.com/v1 HTTP/1.1\r\nHost: other.example\r\n\r\n'
    expect(targetOf(head)).toEqual({ host: 'api.openai.com', port: 80 })
  })

  test('it is the authority of CONNECT', () => {
    expect(targetOf('CONNECT api.openai.com:443 HTTP/1.1\r\n\r\n')).toEqual({ host: 'api.openai.com', port: 443 })
    expect(targetOf('CONNECT [::1]:443 HTTP/1.1\r\n\r\n')).toEqual({ host: '::1', port: 443 })
  })

  test('it is still to come while the head is not whole', () => {
    expect(targetOf('POST /v1 HTTP/1.1\r\naccept: */*\r\n')).toBe('later')
  })

  test('it is still to come while the request line is not whole', () => {
    for (const part of [
      'P',
      'POST',
      'POST ',
      'POST /v1',
      'POST /v1 ',
      'POST /v1 HTTP/1',
      'POST /v1 HTTP/1.1\r',
      '\r\n',
    ])
      expect(targetOf(part)).toBe('later')
    for (const other of ['EHLO localhost\r\n', 'POST /v1 SOMETHING', 'Hello', 'CONNECT {"a":1}\r\n'])
      expect(targetOf(other)).toBe('none')
  })

  test('it may come after empty lines, which servers skip', () => {
    expect(targetOf('\r\n\nPOST /v1 HTTP/1.1\r\nHost: api.openai.com\r\n\r\n')).toMatchObject({
      host: 'api.openai.com',
    })
  })

  test('it is never taken from a body', () => {
    expect(targetOf('POST /v1 HTTP/1.1\r\naccept: */*\r\n\r\n\r\nHost: api.openai.com\r\n')).toBe('none')
  })

  test('there is none in the preface of HTTP/2, whose requests name their own', () => {
    expect(targetOf('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')).toBe('none')
  })
})

describe('of a SOCKS request', () => {
  test('of version 5 it comes after the greeting, by name or by address', () => {
    expect(targetOf('\u0005\u0001\u0000')).toBe('later')
    expect(targetOf('\u0005\u0001\u0000\u0003\u000eapi.openai.com\u0001\u00bb')).toEqual({
      host: 'api.openai.com',
      port: 443,
    })
    expect(targetOf('\u0005\u0001\u0000\u0001\u007f\u0000\u0000\u0001\u0000\u0050')).toEqual({
      host: '127.0.0.1',
      port: 80,
    })
  })

  test('of version 5 it comes after the password as well', () => {
    expect(targetOf('\u0001\u0002me\u0004pass')).toBe('later')
  })

  test('of version 4 it is an address, and a name in 4a', () => {
    expect(targetOf('\u0004\u0001\u0000\u0050\u007f\u0000\u0000\u0001me\u0000')).toEqual({
      host: '127.0.0.1',
      port: 80,
    })
    expect(targetOf('\u0004\u0001\u0001\u00bb\u0000\u0000\u0000\u0001\u0000api.openai.com\u0000')).toEqual({
      host: 'api.openai.com',
      port: 443,
    })
  })
})

describe('of a TLS handshake', () => {
  test('it is the server name', async () => {
    expect(findNamedTarget(await clientHelloTo('api.openai.com'))).toEqual({
      kind: 'target',
      target: { host: 'api.openai.com', port: undefined },
      isRepeated: false,
    })
  })

  test('there is none in one that was cut', async () => {
    const hello = await clientHelloTo('api.openai.com')
    expect(findNamedTarget(hello.subarray(0, 60))).toEqual({ kind: 'none' })
  })
})

test('there is none in other protocols', () => {
  // Of PostgreSQL, MySQL and Redis.
  expect(targetOf('\u0000\u0000\u0000\u0008\u0004\u00d2\u0016\u002f')).toBe('none')
  expect(targetOf('J\u0000\u0000\u0000\n8.0.36\u0000')).toBe('none')
  expect(targetOf('*1\r\n$4\r\nPING\r\n')).toBe('none')
  expect(targetOf('')).toBe('none')
})
