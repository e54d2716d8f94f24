import { SECRET_PLACEHOLDER } from './placeholder.ts'
import { isPlausible } from './shapes/looks-secret.ts'

/** One subprotocol that a WebSocket client offers. */
interface OfferedProtocol {
  readonly name: string
  /** The key that it carries; undefined where it is a name only. */
  readonly key: string | undefined
}

/** `openai-insecure-api-key.<key>` of OpenAI, `ai-gateway-auth.<key>` of Vercel, `xai-client-secret.<key>` of xAI. */
const WITH_KEY = /^[\w-]*(?:key|auth|secret|token|bearer|jwt)[\w-]*\.(.+)$/i
/** A key is offered behind it, as a subprotocol of its own: `token, <key>` of Deepgram. */
const BEFORE_KEY = /^(?:token|bearer|basic|jwt|auth|authorization|(?:x-)?api-?key|access[-_]token)$/i

/**
 * Finds the keys among the subprotocols that a client offers: a browser's client can set no other header of a
 * WebSocket.
 *
 * @param header - `sec-websocket-protocol`
 */
export function keysOfProtocols(header: string): readonly string[] {
  return offered(header).flatMap(({ key }) => key ?? [])
}

/**
 * Takes the keys out of the subprotocols that a client offers, also one that only takes the place of a real key. The
 * list is spelled alike for all clients.
 */
export function redactProtocols(header: string): string {
  return offered(header)
    .map(({ name, key }) => (key === undefined ? name : name.slice(0, name.length - key.length) + SECRET_PLACEHOLDER))
    .join(', ')
}

function offered(header: string): readonly OfferedProtocol[] {
  const names = header
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
  return names.map((name, index) => {
    const isKey = BEFORE_KEY.test(names[index - 1] ?? '') || isPlausible(name)
    return { name, key: WITH_KEY.exec(name)?.[1] ?? (isKey ? name : undefined) }
  })
}
