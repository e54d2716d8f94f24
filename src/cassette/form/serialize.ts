import { isRecord } from '../../text/unknown/is-record.ts'
import {
  USAGE_COUNTS,
  type Call,
  type CassetteHeader,
  type Headers,
  type RecordedRequest,
  type RecordedResponse,
  type Usage,
} from '../call.ts'
import { isNoisyHeader } from '../template/plan/noise.ts'
import { writeArrival } from './arrival.ts'
import { writeBody } from './body-form.ts'
import { measureBody, planContinuation, type MeasuredBody } from './continuation.ts'
import { conversationLast } from './conversation-last.ts'
import { digestAnswer, digestRequest, sealOf } from './digest.ts'
import { parseJsonValue } from './exact-json.ts'
import { writeMeta } from './meta.ts'
import { writeMultipart } from './multipart-form.ts'
import { readRequestValue, writeRequestValue, type EarlierAnswer } from './request-value.ts'
import { writeResponseBody } from './response-body.ts'
import { SideFiles } from './side-files.ts'
import { describeSocket, describeSocketTimes } from './socket-form.ts'
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
  const files = new SideFiles(hash)
  const before: Before = { bodies: [], answers: [], seals: [] }
  const documents = calls.map((call) => {
    const text = serializeCall(call, { before, files })
    return text
  })
  const { rewind, test, rules } = header
  return {
    text: [writeMapping({ rewind, test, ...(rules === undefined ? {} : { rules }) }, 0), ...documents].join('---\n'),
    files: files.files,
  }
}

type Entries = { readonly [key: string]: PlainValue }

/** What the calls before one are known by. */
interface Before {
  readonly bodies: (MeasuredBody | undefined)[]
  readonly answers: EarlierAnswer[]
  readonly seals: string[]
}

interface WrittenRequestBody {
  readonly body: Entries | undefined
  /** Numbers of the calls that it refers to. */
  readonly refersTo: readonly number[]
}

function serializeCall(call: Call, { before, files }: { readonly before: Before; readonly files: SideFiles }): string {
  const { response, answer } = call
  const number = before.seals.length + 1
  const sent = parseJsonValue(call.request.body)?.value
  const json = isRecord(sent) ? conversationLast(sent) : sent
  const { body, refersTo } = writeRequestBody(call.request, json, { before, files })
  const request = writeMapping({ request: describeRequest(call.request, body) }, 0)
  const on = Object.fromEntries(refersTo.map((base) => [String(base), before.seals[base - 1] ?? '']))
  const digest = digestRequest(request, on)
  const said = answer === undefined ? undefined : digestAnswer(answer)
  const written = writeResponseBody({ bytes: response.body, type: mediaType(response), answer, request: json, files })
  before.seals.push(sealOf({ digest, answer: said }))
  if (answer !== undefined) before.answers.push({ number, answer })
  return [
    request,
    answer === undefined ? '' : writeMapping({ answer }, 0),
    writeMapping({ response: describeResponse(response, { body: written.body, files }) }, 0),
    writeMeta(
      {
        key: call.key,
        request: digest,
        ...(said === undefined ? {} : { answer: said }),
        ...(refersTo.length === 0 ? {} : { on }),
        ...describeRecording(call),
        ...written.meta,
        ...(response.chunks === undefined ? {} : writeArrival(response.chunks, written.recordSizes)),
        ...(response.socket === undefined ? {} : describeSocketTimes(response.socket)),
      },
      (bytes, type) => files.keep(bytes, type),
    ),
  ].join('')
}

function writeRequestBody(
  request: RecordedRequest,
  json: PlainValue | undefined,
  { before, files }: { readonly before: Before; readonly files: SideFiles },
): WrittenRequestBody {
  if (json === undefined || !isRecord(json)) {
    before.bodies.push(undefined)
    if (json !== undefined) return { body: { json: writeValue(json, { before, files }).value }, refersTo: [] }
    const as = { files, type: mediaType(request) }
    return { body: writeMultipart(request.body, as) ?? writeBody(request.body, as), refersTo: [] }
  }
  const object = measureBody(json)
  const continuation = planContinuation(object, before.bodies)
  before.bodies.push(object)
  if (continuation === undefined) {
    const { value, refersTo } = writeValue(json, { before, files })
    return { body: { json: value }, refersTo: [...refersTo].toSorted((a, b) => a - b) }
  }
  const { continues, ...rest } = continuation
  const { value, refersTo } = writeValue(rest, { before, files })
  return {
    body: { continues, ...(isRecord(value) ? value : rest) },
    refersTo: [...new Set([continues, ...refersTo])].toSorted((a, b) => a - b),
  }
}

// As it is, where it would not be read back.
function writeValue(
  value: PlainValue,
  { before, files }: { readonly before: Before; readonly files: SideFiles },
): ReturnType<typeof writeRequestValue> {
  return (
    files.attempt((own) => {
      const written = writeRequestValue(value, { files: own, earlier: before.answers })
      const read = readRequestValue(written.value, {
        readFile: (name) => own.read(name),
        answerOf: (number) => before.answers.find((earlier) => earlier.number === number)?.answer,
      })
      return JSON.stringify(read) === JSON.stringify(value) ? written : undefined
    }) ?? { value, refersTo: new Set() }
  )
}

function describeRequest(request: RecordedRequest, body: Entries | undefined): Entries {
  return {
    method: request.method,
    url: request.url,
    ...(Object.keys(request.headers).length === 0 ? {} : { headers: request.headers }),
    ...(body === undefined ? {} : { body }),
  }
}

function describeResponse(
  response: RecordedResponse,
  { body, files }: { readonly body: Entries | undefined; readonly files: SideFiles },
): Entries {
  const { quiet } = splitHeaders(response)
  return {
    status: response.status,
    ...(response.statusText === undefined ? {} : { statusText: response.statusText }),
    ...(Object.keys(quiet).length === 0 ? {} : { headers: quiet }),
    ...(body === undefined ? {} : { body }),
    ...(response.trailers === undefined ? {} : { trailers: response.trailers }),
    ...(response.socket === undefined ? {} : describeSocket(response.socket, files)),
    ...(response.end === 'complete' ? {} : { end: response.end }),
  }
}

// Those that differ with every answer are in the last line of the call, sorted by name.
function splitHeaders({ headers }: RecordedResponse): { readonly quiet: Headers; readonly noisy: Headers } {
  const entries = Object.entries(headers)
  const isSorted = entries.every(([name], index) => index === 0 || (entries[index - 1]?.[0] ?? '') < name)
  const isNoisy = ([name, value]: readonly [string, Headers[string]]): boolean =>
    isSorted && typeof value === 'string' && isNoisyHeader(name, value)
  return {
    quiet: Object.fromEntries(entries.filter((entry) => !isNoisy(entry))),
    noisy: Object.fromEntries(entries.filter(isNoisy)),
  }
}

function describeRecording({ response, recordedAt, late, usage }: Call): Entries {
  const { noisy } = splitHeaders(response)
  return {
    at: recordedAt,
    ms: [response.latency, response.duration],
    ...(late === true ? { late: true } : {}),
    ...(usage === undefined ? {} : { usage: describeUsage(usage) }),
    ...(Object.keys(noisy).length === 0 ? {} : { headers: noisy }),
  }
}

// In one order, whoever counted: a cassette that is written again stays as it is.
function describeUsage({ provider, model, tier, ...counts }: Usage): Entries {
  const entries = USAGE_COUNTS.flatMap((name) => (counts[name] === undefined ? [] : [[name, counts[name]] as const]))
  return { provider, model, ...(tier === undefined ? {} : { tier }), ...Object.fromEntries(entries) }
}

function mediaType({ headers }: RecordedRequest | RecordedResponse): string | undefined {
  const type = headers['content-type']
  return typeof type === 'string' ? type : type?.[0]
}
