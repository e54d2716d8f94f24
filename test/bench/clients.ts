import type { IncomingMessage } from 'node:http'

import type { Sample } from './samples.ts'

/** Sends one sample and reads the answer, piece by piece. */
export type Client = (host: string, sample: Sample) => Promise<readonly string[]>

const headers = { 'content-type': 'application/json' }

/** Clients by name. */
export const CLIENTS: Readonly<Record<string, Client>> = {
  async fetch(host, { path, body }) {
    const response = await fetch(`${host}${path}`, { method: 'POST', headers, body })
    return readPieces(response.body ?? [])
  },
  async https(host, { path, body }) {
    // Not imported: loading `node:http` as a module loads undici with it.
    const { request } = process.getBuiltinModule(host.startsWith('https:') ? 'node:https' : 'node:http')
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      request(`${host}${path}`, { method: 'POST', headers }, resolve).once('error', reject).end(body)
    })
    return readPieces(response)
  },
}

async function readPieces(stream: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<readonly string[]> {
  const pieces: string[] = []
  for await (const piece of stream) pieces.push(Buffer.from(piece).toString())
  return pieces
}

/**
 * Makes sure that an answer is the recorded one.
 *
 * @param sample - what was sent
 * @param pieces - what came
 * @throws {Error} when it differs by a byte
 */
export function assertExact(sample: Sample, pieces: readonly string[]): void {
  if (pieces.join('') !== sample.pieces.join(''))
    throw new Error(`the answer is not the recorded one: ${pieces.join('').slice(0, 200)}`)
}

/**
 * Makes sure that an answer says what the recorded one says: for a peer that builds its answers itself.
 *
 * @param sample - what was sent
 * @param pieces - what came
 * @throws {Error} when its text differs
 */
export function assertSameContent(sample: Sample, pieces: readonly string[]): void {
  if (contentOf(pieces.join('')) !== contentOf(sample.pieces.join('')))
    throw new Error(`the answer says something else: ${pieces.join('').slice(0, 200)}`)
}

/**
 * Finds the text of an answer.
 *
 * @param answer - JSON, or server-sent events
 * @returns what the model said
 */
export function contentOf(answer: string): string {
  return [...answer.matchAll(/"content":"((?:[^"\\]|\\.)*)"/g)].map(([, text = '']) => text).join('')
}
