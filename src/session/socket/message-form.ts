import type { SocketMessage } from '../../cassette/call.ts'
import { mapTexts, parseCanonicalJson, serializeJson } from '../../key/canonical-json.ts'
import { isJsonList, type JsonNode } from '../../key/json-node.ts'
import { parseJsonPath, removePath } from '../../key/json-path.ts'
import { createNormalize, type KeyRules } from '../../key/key-rules.ts'
import type { UnknownRecord } from '../../text/unknown/is-record.ts'

/** A message of a client as it is compared. */
export interface MessageForm {
  /** Messages of one kind come in their recorded order; those of different kinds may overtake each other. */
  readonly kind: string
  /** Equal for messages that say the same. */
  readonly key: string
  /** Its value where it is JSON, without what makes no difference. */
  readonly node: JsonNode | undefined
}

/** What counts in a message. */
export interface MessageRules extends KeyRules {
  /** Takes secrets out of what the client sends, as it was done with the recording. */
  readonly redact?: (data: SocketMessage['data']) => SocketMessage['data']
}

/** Ids that clients make up for every message, and that OpenAI's server echoes. */
export const CLIENT_IDS: readonly string[] = ['$.event_id', '$.item.id']

/**
 * Makes what brings messages into the form that they are compared in.
 *
 * @param rules - `ignore.body` is rooted in the message
 */
export function createMessageForm(rules: KeyRules): (data: SocketMessage['data']) => MessageForm {
  const normalize = createNormalize(rules.normalize)
  const paths = [...CLIENT_IDS, ...rules.ignore.body].map(parseJsonPath)
  return (data) => {
    if (typeof data !== 'string') return binaryForm(data)
    const whole = parseCanonicalJson(data)
    if (whole === undefined || typeof whole === 'string' || isJsonList(whole)) {
      return { kind: 'text', key: normalize?.(data) ?? data, node: undefined }
    }
    const kept = paths.reduce<JsonNode>(removePath, whole)
    const node = normalize === undefined ? kept : mapTexts(kept, normalize)
    return { kind: kindOf(whole), key: serializeJson(node), node }
  }
}

function binaryForm(data: Uint8Array): MessageForm {
  return {
    kind: 'binary',
    // Made for each comparison: those of a long session together would take more memory than it does.
    get key() {
      return Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64')
    },
    node: undefined,
  }
}

/** Names the kind of a message that is an object: its type, else its top-level members. */
export function messageKind(message: UnknownRecord): string {
  return typeof message['type'] === 'string' ? message['type'] : Object.keys(message).join()
}

// OpenAI names the type of every message; those of Gemini differ in their one top-level member.
function kindOf({ names, values }: Exclude<JsonNode, string | readonly JsonNode[]>): string {
  const type = values[names.indexOf('"type"')]
  return typeof type === 'string' && type.startsWith('"')
    ? type.slice(1, -1)
    : names.map((name) => name.slice(1, -1)).join()
}
