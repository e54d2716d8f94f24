import { Socket } from 'node:net'

import { expect, test } from 'vitest'

import { readWebPieces } from './http-clients.ts'
import { serve } from './loopback-server.ts'
import { replaying, startInterception } from './start-interception.ts'
import { recordedText } from './wire/recorded.ts'

function connectNow(): PropertyDescriptor | undefined {
  return Object.getOwnPropertyDescriptor(Socket.prototype, 'connect')
}

test('an interception that saw nothing restores the original connect', async () => {
  const before = connectNow()
  const { stop } = startInterception({ ports: [] })
  expect(connectNow()?.value).not.toBe(before?.value)
  stop()
  expect(connectNow()).toEqual(before)
})

test('an interception that was used restores the original connect', async () => {
  const before = connectNow()
  const server = await serve((_incoming, outgoing) => void outgoing.end('live'))
  const { stop, nextResponse } = startInterception({ ports: [server.port] })
  await (await fetch(server.origin)).text()
  await nextResponse()
  stop()
  expect(connectNow()).toEqual(before)
  expect(connectNow()?.value).toBe(before?.value)
})

test('after the end, requests go to the server unseen', async () => {
  const names: string[] = []
  const server = await serve((incoming, outgoing) => {
    names.push(...Object.keys(incoming.headers))
    outgoing.end('live')
  })
  const { stop, requests } = startInterception({ ports: [server.port], answer: replaying(recordedText('replayed')) })
  expect(await (await fetch(server.origin)).text()).toBe('replayed')
  stop()
  expect(await (await fetch(server.origin)).text()).toBe('live')
  expect(requests).toHaveLength(1)
  expect(names.filter((name) => name.includes('rewind'))).toEqual([])
})

test('a second interception works after the first, also on connections that fetch had opened in between', async () => {
  const server = await serve((_incoming, outgoing) => void outgoing.end('live'))
  const first = startInterception({ ports: [server.port], answer: replaying(recordedText('first')) })
  const texts = [await (await fetch(server.origin)).text()]
  first.stop()
  texts.push(await (await fetch(server.origin)).text())
  const second = startInterception({ ports: [server.port], answer: replaying(recordedText('second')) })
  texts.push(await (await fetch(server.origin)).text())
  expect(texts).toEqual(['first', 'live', 'second'])
  expect([first.requests.length, second.requests.length]).toEqual([1, 1])
})

test('stopping in the middle of a live body leaves the caller its rest', async () => {
  const server = await serve((_incoming, outgoing) => {
    outgoing.write('one ')
    outgoing.once('drain', () => {})
    setImmediate(() => outgoing.end('two'))
  })
  const { stop } = startInterception({ ports: [server.port] })
  const response = await fetch(server.origin)
  stop()
  expect((await readWebPieces(response)).join('')).toBe('one two')
})

test('stopping twice does no harm', () => {
  const before = connectNow()
  const { stop } = startInterception({ ports: [] })
  stop()
  stop()
  expect(connectNow()).toEqual(before)
})
