/** Header that leads from the bytes on a socket back to the place where the request was made. */
export const ORIGIN_TAG = 'x-rewind-origin'

/** What a socket has to write first: the head of a request, alone or with the beginning of its body. */
export type PendingWrite = string | Buffer | { chunk: string | Buffer; encoding?: BufferEncoding }[]

const LINE_START = `\r\n${ORIGIN_TAG}: `

/**
 * Takes the tag out of the head of a request. The interceptor sends a head unchanged when it is equal to the request's
 * headers; a header that only one of them lacks makes it write all names in lower case, sorted and joined.
 *
 * @param pending - what the client wrote; never modified
 * @returns the same without the tag
 */
export function withoutOriginTag(pending: PendingWrite): PendingWrite {
  if (!Array.isArray(pending)) return cutTag(pending)
  const [head, ...rest] = pending
  return head === undefined ? pending : [{ ...head, chunk: cutTag(head.chunk) }, ...rest]
}

function cutTag(chunk: string | Buffer): string | Buffer {
  const start = chunk.indexOf(LINE_START)
  const headEnd = chunk.indexOf('\r\n\r\n')
  // Behind the head it is text of a body.
  if (start === -1 || (headEnd !== -1 && start > headEnd)) return chunk
  const end = chunk.indexOf('\r\n', start + LINE_START.length)
  if (typeof chunk === 'string') return chunk.slice(0, start) + chunk.slice(end)
  return Buffer.concat([chunk.subarray(0, start), chunk.subarray(end)])
}
