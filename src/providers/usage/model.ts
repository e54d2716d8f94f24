import type { Headers } from '../../cassette/call.ts'
import { MODEL_HEADERS } from '../../cassette/header-names.ts'
import { decodeComponent } from '../../text/decode/decode-component.ts'
import { parseJson } from '../../text/decode/parse-json.ts'
import type { UnknownRecord } from '../../text/unknown/is-record.ts'
import { headerText } from './stream-events.ts'
import { at } from './value-at.ts'

/** Where a model is looked for. */
export interface ModelSource {
  readonly provider: string
  readonly url: string
  readonly request: { readonly headers: Headers; readonly body: Uint8Array }
  /** The JSON objects of the response. */
  readonly events: readonly UnknownRecord[]
}

/**
 * Names the model that answered: as the response says, else as the request or the URL asked. On Bedrock the URL's comes
 * first, because prices there belong to Bedrock's own model ids.
 *
 * @returns the model's id without `models/`, or 'unknown'
 */
export function findModel(source: ModelSource): string {
  const fromUrl = modelOfUrl(source.url)
  if (source.provider === 'bedrock' && fromUrl !== undefined) return fromUrl
  const answered = modelOfResponse(source.events)
  const asked = modelOfRequest(source.request)
  // Gateways answer `text-embedding-3-small` to `openai/text-embedding-3-small`: the name with the maker says more.
  const named = answered !== undefined && asked?.endsWith(`/${answered}`) === true ? asked : answered
  return withBackend(named ?? asked ?? fromUrl ?? 'unknown', source)
}

// Hugging Face's router names who computes by a suffix, or in the URL; Groq also shows by a field of its own. Prices
// depend on it.
function withBackend(model: string, { provider, url, events }: ModelSource): string {
  if (provider !== 'huggingface' || model.includes(':')) return model
  const named = ROUTED.exec(url)?.groups?.['backend']
  const backend = named ?? (events.some((event) => event['x_groq'] !== undefined) ? 'groq' : undefined)
  return backend === undefined ? model : `${model}:${backend}`
}

const ROUTED = /^https?:\/\/[^/]+\/(?!v\d+\/)(?<backend>[a-z][a-z0-9-]*)\//u

const RESPONSE_PATHS = [
  ['model'],
  ['message', 'model'],
  ['response', 'model'],
  ['interaction', 'model'],
  ['modelVersion'],
] as const

function modelOfResponse(events: readonly UnknownRecord[]): string | undefined {
  for (const event of events) {
    const model = RESPONSE_PATHS.map((path) => asModel(at(event, path))).find((found) => found !== undefined)
    if (model !== undefined) return model
  }
  return undefined
}

function modelOfRequest(request: ModelSource['request']): string | undefined {
  const text = new TextDecoder().decode(request.body)
  const multipart = headerText(request.headers, 'content-type').toLowerCase().startsWith('multipart/')
  const named = asModel(multipart ? MULTIPART_MODEL.exec(text)?.groups?.['model'] : at(parseJson(text), ['model']))
  return (
    named ??
    MODEL_HEADERS.map((name) => asModel(headerText(request.headers, name))).find((model) => model !== undefined)
  )
}

// The name of the field, not that of a file such as `model.mp3`.
const MULTIPART_MODEL =
  /^content-disposition:[^\r\n]*;[ \t]*name="?model"?[ \t]*(?:;[^\r\n]*)?\r?\n(?:[^\r\n]+\r?\n)*\r?\n(?<model>[^\r\n]+)/imu
// Azure's endpoint for any model is `/models/chat/completions`.
const URL_MODEL =
  /\/(?:models|model|deployments)\/(?!(?:chat\/completions|embeddings)(?:[?#]|$))(?<model>[^/?#]+?)(?::[A-Za-z]+)?(?:[/?#]|$)/u

function modelOfUrl(url: string): string | undefined {
  const segment = URL_MODEL.exec(url)?.groups?.['model']
  return segment === undefined ? undefined : asModel(decodeComponent(segment))
}

// The id of an ARN (which has an account number in it) is its last part.
function asModel(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined
  const name = value
    .trim()
    .replace(/^arn:.*\//u, '')
    .replace(/^models\//u, '')
  return name === '' ? undefined : name
}
