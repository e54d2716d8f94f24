import type { Socket } from 'node:net'

import { ORIGIN_TAG } from '../origins/origin-tag.ts'
import { readFramedBody, type FramedBody } from './framed-body.ts'

/** A body that is being written, and the request that it belongs to. */
interface WrittenBody {
  readonly method: string
  /** Of the announced request; undefined where none was. */
  readonly tag: string | undefined
  readonly bytes: Promise<Uint8Array>
}

/** Of requests that nobody has asked about, in the order they were written. */
const waiting = new Set<WrittenBody>()

/**
 * Collects what is written as the bodies of GET and HEAD requests, which the interceptors drop: a `Request` of Fetch
 * has none, but `node:http`, axios and undici send them.
 *
 * @param serverSocket - the server's end of a connection that is intercepted
 */
export function collectBodies(serverSocket: Socket): void {
  let current: FramedBody | undefined
  serverSocket.on('data', (chunk: Buffer) => {
    current = current?.add(chunk) === 'more' ? current : current === undefined ? begin(chunk) : undefined
  })
  serverSocket.once('close', () => current?.end())
}

function begin(chunk: Buffer): FramedBody | undefined {
  // `G` or `H`: most requests are POST.
  if (chunk[0] !== 0x47 && chunk[0] !== 0x48) return undefined
  const headEnd = chunk.indexOf('\r\n\r\n')
  const head = headEnd === -1 ? '' : chunk.toString('latin1', 0, headEnd + 2)
  const [, method] = /^(GET|HEAD) /.exec(head) ?? []
  if (method === undefined) return undefined
  const body = readFramedBody({ length: fieldOf(head, 'content-length'), coding: fieldOf(head, 'transfer-encoding') })
  if (body === undefined) return undefined
  waiting.add({ method, tag: fieldOf(head, ORIGIN_TAG), bytes: body.bytes })
  return body.add(chunk.subarray(headEnd + 4)) === 'more' ? body : undefined
}

/**
 * Finds the body of a request that is seen without it.
 *
 * @param request - as the interceptors give it, with its tag
 * @returns its bytes, once they are written; undefined where none was dropped
 */
export function takeBody({ method, headers }: Request): Promise<Uint8Array> | undefined {
  if (waiting.size === 0) return undefined
  const tag = headers.get(ORIGIN_TAG) ?? undefined
  const found = [...waiting].find((body) => body.method === method && body.tag === tag)
  if (found !== undefined) waiting.delete(found)
  return found?.bytes
}

function fieldOf(head: string, name: string): string | undefined {
  return new RegExp(`\\r\\n${name}:[\\t ]*([^\\r\\n]*?)[\\t ]*\\r\\n`, 'i').exec(head)?.[1]
}
