import type { InterceptedRequest } from './http/intercept.ts'
import type { RewindRequest } from './options.ts'

/**
 * Shows a request to the user's `match`.
 *
 * @param request - an intercepted request; its body is read
 * @returns plain data
 */
export async function requestForMatch(request: InterceptedRequest): Promise<RewindRequest> {
  const body = new TextDecoder().decode(await request.body())
  return {
    url: request.url.href,
    method: request.method,
    headers: Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, typeof value === 'string' ? value : value.join(', ')]),
    ),
    body,
    stream: asksForStream(request, body),
  }
}

// Streaming is asked for in the body (`stream: true` at its top), by Gemini and Bedrock in the path, by some in `accept`.
function asksForStream(request: InterceptedRequest, body: string): boolean {
  if (/:streamGenerateContent$|-stream$/.test(request.url.pathname)) return true
  if (String(request.headers['accept'] ?? '').includes('text/event-stream')) return true
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null && 'stream' in value && value.stream === true
  } catch {
    // No JSON, so nothing in it asks for a stream.
    return false
  }
}
