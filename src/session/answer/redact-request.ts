import type { Headers, RecordedRequest } from '../../cassette/call.ts'
import { decompress } from '../../process/decompress.ts'
import { keepRequestHeaders } from '../../redact/allowed-headers.ts'
import { createRedactor, type Redactor } from '../../redact/redactor.ts'
import {
  secretsOfBody,
  secretsOfEnvironment,
  secretsOfHeaders,
  secretsOfQuery,
  type Secret,
} from '../../redact/secrets.ts'
import { decodeUtf8 } from '../../text/decode/decode-utf8.ts'
import type { ReplaceRule } from '../../text/patterns/replace-rule.ts'

/** A request before anything was taken out of it. */
export interface RawRequest {
  readonly method: string
  readonly url: URL
  readonly headers: Headers
  readonly body: Uint8Array
}

/** A request as it is kept, and what took its secrets out: the response is redacted by the same rules. */
export interface RedactedRequest {
  readonly request: RecordedRequest
  readonly redactor: Redactor
  /** Makes one that knows as well what later messages of a WebSocket client hold in fields of credentials. */
  readonly redactorAfter: (messages: readonly string[]) => Redactor
}

/** The options that decide which parts of a request are kept. */
interface RedactionOptions {
  readonly redact: readonly ReplaceRule[]
  readonly keyHeaders: readonly string[]
}

/** Takes the secrets out of requests. */
export interface RequestRedactor {
  redact(raw: RawRequest, options: RedactionOptions): RedactedRequest
  /** Lists the secrets of the environment and those that requests carried so far. */
  secrets(): readonly Secret[]
}

let last: { readonly id: string; readonly redactor: Redactor } | undefined

// Building one costs more than a request, and the sessions of a file mostly send one key.
function redactorFor(secrets: readonly Secret[], rules: readonly ReplaceRule[]): Redactor {
  const id = JSON.stringify(
    rules.length === 0 ? secrets : [secrets, rules.map(({ pattern, as }) => [String(pattern), as])],
  )
  if (last?.id !== id) last = { id, redactor: createRedactor({ secrets, rules }) }
  return last.redactor
}

/**
 * Makes the redaction of one session. The environment is read now: tests set variables when they load.
 *
 * @returns redacts by the environment's secrets, those in the request's own headers, known shapes and the user's rules
 */
export function createRequestRedactor(variables: Readonly<Record<string, string | undefined>>): RequestRedactor {
  const ofEnvironment = secretsOfEnvironment(variables)
  const seen = new Map(ofEnvironment.map((secret) => [secret.value, secret]))
  const note = (secrets: readonly Secret[]): void => {
    for (const secret of secrets) seen.set(secret.value, secret)
  }

  return {
    secrets: () => [...seen.values()],
    redact(raw, options) {
      const body = decodedBody(raw)
      const text = decodeUtf8(body)
      const sent = [
        ...secretsOfHeaders(raw.headers),
        ...secretsOfQuery(raw.url.search),
        ...(text === undefined ? [] : secretsOfBody(text)),
      ]
      note(sent)
      const redactor = redactorFor([...ofEnvironment, ...sent], options.redact)
      return {
        redactor,
        redactorAfter(messages) {
          const later = messages.flatMap(secretsOfBody)
          note(later)
          return later.length === 0 ? redactor : redactorFor([...ofEnvironment, ...sent, ...later], options.redact)
        },
        request: {
          method: raw.method,
          url: redactor.url(raw.url.href),
          headers: redactor.headers(keepRequestHeaders(raw.headers, options.keyHeaders)),
          body: redactor.bytes(body, text),
        },
      }
    },
  }
}

// Kept decoded, as answers are: how it was compressed differs between versions of zlib, and hides what it says.
function decodedBody({ headers, body }: RawRequest): Uint8Array {
  const encoding = headers['content-encoding']
  return encoding === undefined ? body : (decompress(body, [encoding].flat().join(',')) ?? body)
}
