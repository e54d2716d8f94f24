import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http'
import { request as namedRequest } from 'node:http'

/** Sends a request by `node:http` and waits for the head of its answer. */
export function httpRequest(
  url: string,
  options: RequestOptions & { readonly body?: string | Uint8Array } = {},
): Promise<{ request: ClientRequest; response: IncomingMessage }> {
  return new Promise((resolve, reject) => {
    const { body, ...rest } = options
    const request = namedRequest(url, rest, (response) => resolve({ request, response }))
    request.once('error', reject)
    request.end(body)
  })
}

/** Reads a Node.js stream to its end, piece by piece. */
export async function readNodePieces(stream: AsyncIterable<Uint8Array>): Promise<string[]> {
  const pieces: string[] = []
  for await (const piece of stream) pieces.push(Buffer.from(piece).toString())
  return pieces
}

/** Reads a web stream to its end, piece by piece. */
export async function readWebPieces(response: { readonly body: ReadableStream<Uint8Array> | null }): Promise<string[]> {
  if (response.body === null) return []
  return readNodePieces(response.body)
}

/** Finds out what a promise was rejected with. */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise
  } catch (error) {
    return error
  }
  throw new Error('nothing failed')
}
