import { isRecord } from '../text/is-record.ts'
import { writeBody } from './body-form.ts'
import {
  USAGE_COUNTS,
  type Call,
  type CassetteHeader,
  type RecordedRequest,
  type RecordedResponse,
  type Usage,
} from './call.ts'
import { measureBody, planContinuation, type MeasuredBody } from './continuation.ts'
import { parseExactJson } from './exact-json.ts'
import { digestRequest } from './request-digest.ts'
import { describeSocket } from './socket-form.ts'
import { writeMapping, type PlainValue } from './write-yaml.ts'

/** A cassette as text, and the files beside it. */
export interface SerializedCassette {
  readonly text: string
  /** Bytes by file name. */
  readonly files: ReadonlyMap<string, Uint8Array>
}

/**
 * Writes a cassette. The same calls always give the same text.
 *
 * @param calls - in the order they were made
 * @param hash - hex digest of bytes, which names the files beside the cassette
 * @returns the text, and the side files it names
 */
export function serializeCassette(
  header: CassetteHeader,
  calls: readonly Call[],
  hash: (bytes: Uint8Array) => string,
): SerializedCassette {
  const files = new Map<string, Uint8Array>()
  const keepFile = (bytes: Uint8Array): string => {
    const name = `${hash(bytes).slice(0, 16)}.bin`
    files.set(name, bytes)
    return name
  }
  const earlier: (MeasuredBody | undefined)[] = []
  const documents = calls.map((call) => {
    const json = parseExactJson(call.request.body)?.value
    const object = json !== undefined && isRecord(json) ? measureBody(json) : undefined
    const continuation = object === undefined ? undefined : planContinuation(object, earlier)
    earlier.push(object)
    const requestBody = continuation ?? (json === undefined ? writeBody(call.request.body, keepFile) : { json })
    const request = writeMapping({ request: describeRequest(call.request, requestBody) }, 0)
    // Quoted, since some hashes are numbers to YAML; always, since opening a cassette searches for these very lines.
    const head = `key: "${call.key}"\ndigest: "${digestRequest(request)}"\n`
    return `${head}${request}${writeMapping(describeRest(call, writeBody(call.response.body, keepFile)), 0)}`
  })
  return {
    text: [
      writeMapping(
        { rewind: header.rewind, test: header.test, ...(header.rules === undefined ? {} : { rules: header.rules }) },
        0,
      ),
      ...documents,
    ].join('---\n'),
    files,
  }
}

type Entries = { readonly [key: string]: PlainValue }

function describeRequest(request: RecordedRequest, body: Entries | undefined): Entries {
  return {
    method: request.method,
    url: request.url,
    ...(Object.keys(request.headers).length === 0 ? {} : { headers: request.headers }),
    ...(body === undefined ? {} : { body }),
  }
}

function describeRest(call: Call, responseBody: Entries | undefined): Entries {
  const { response, usage } = call
  return {
    response: {
      status: response.status,
      ...(response.statusText === undefined ? {} : { statusText: response.statusText }),
      ...(Object.keys(response.headers).length === 0 ? {} : { headers: response.headers }),
      ...(responseBody === undefined ? {} : { body: responseBody }),
      ...(response.trailers === undefined ? {} : { trailers: response.trailers }),
      ...(response.socket === undefined ? {} : describeSocket(response.socket)),
      ...describeArrival(response),
    },
    ...(usage === undefined ? {} : { usage: describeUsage(usage) }),
    recordedAt: call.recordedAt,
    ...(call.late === true ? { late: true } : {}),
  }
}

function describeArrival(response: RecordedResponse): Entries {
  return {
    ...(response.chunks === undefined ? {} : { chunks: response.chunks.map(({ size, at }) => [size, at]) }),
    ...(response.end === 'complete' ? {} : { end: response.end }),
    latency: response.latency,
    duration: response.duration,
  }
}

// In one order, whoever counted: a cassette that is written again stays as it is.
function describeUsage({ provider, model, ...counts }: Usage): Entries {
  const entries = USAGE_COUNTS.flatMap((name) => (counts[name] === undefined ? [] : [[name, counts[name]] as const]))
  return { provider, model, ...Object.fromEntries(entries) }
}
