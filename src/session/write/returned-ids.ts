import type { Call, RecordedRequest, RecordedResponse } from '../../cassette/call.ts'
import { readFrames, writeFrame } from '../../cassette/template/aws-frames.ts'

/** Ids of a recording, and those that named the same things in the one before. */
export type IdMap = ReadonlyMap<string, string>

/** A response, and the requests that came after it. */
export interface Exchanged {
  readonly response: RecordedResponse
  readonly later: readonly RecordedRequest[]
}

/** What a server said, and what its client said after that. */
export interface SaidAndLater {
  readonly said: string
  readonly later: readonly string[]
}

/** What an id looks like in JSON: one word with a digit. */
const WORD = /"([^"\\\s]{6,})"/g
const DIGIT = /\d/

/**
 * Finds the ids of a response that later requests carry, such as those of tool calls, and pairs them with those of the
 * recording before.
 *
 * @returns the old id of each new one; none where they cannot be paired
 */
export function pairReturnedIds(before: Exchanged, after: Exchanged): IdMap {
  return pairIds(textsOf(before), textsOf(after))
}

/** Does so for texts. */
export function pairIds(before: SaidAndLater, after: SaidAndLater): IdMap {
  const older = returnedIds(before)
  const newer = returnedIds(after)
  if (older.length !== newer.length) return new Map()
  return new Map(newer.flatMap((id, index) => (id === older[index] ? [] : [[id, older[index] ?? id] as const])))
}

/** Puts old ids in the place of new ones. */
export function renameIdsInRequest(request: RecordedRequest, ids: IdMap): RecordedRequest {
  if (ids.size === 0) return request
  const body = renameInBytes(request.body, ids)
  return { ...request, url: renameIds(request.url, ids), ...(body === undefined ? {} : { body }) }
}

/**
 * Puts old ids in the place of new ones, where every piece of the response stays as long as it was.
 *
 * @returns undefined where that cannot be
 */
export function renameIdsInResponse(call: Call, ids: IdMap): RecordedResponse | undefined {
  const { response } = call
  const body = renameInBytes(response.body, ids)
  if (body === undefined || response.socket !== undefined) return undefined
  return response.chunks !== undefined && body.byteLength !== response.body.byteLength
    ? undefined
    : { ...response, body }
}

function textsOf({ response, later }: Exchanged): SaidAndLater {
  const messages = response.socket?.messages.filter(({ from }) => from === 'server') ?? []
  return {
    said: [...textsIn(response.body), ...messages.map(({ data }) => latin(data))].join('\n'),
    later: later.map(({ url, body }) => `${url}\n${latin(body)}`),
  }
}

// Of frames what is in them: Bedrock wraps what a model sends in base64.
function textsIn(body: Uint8Array): readonly string[] {
  return isText(body) ? [latin(body)] : (readFrames(body) ?? [latin(body)])
}

function isText(bytes: Uint8Array): boolean {
  return process.getBuiltinModule('node:buffer').isUtf8(bytes) && !bytes.includes(0)
}

function latin(data: string | Uint8Array): string {
  return typeof data === 'string' ? data : Buffer.from(data).toString('latin1')
}

function returnedIds({ said, later }: SaidAndLater): readonly string[] {
  const words = new Set<string>()
  for (const [, word = ''] of said.matchAll(WORD)) if (DIGIT.test(word)) words.add(word)
  return [...words].filter((word) => later.some((text) => text.includes(word)))
}

// Undefined for what is neither text nor frames.
function renameInBytes(bytes: Uint8Array, ids: IdMap): Uint8Array | undefined {
  if (!isText(bytes)) {
    const frames = readFrames(bytes)?.map((frame) => writeFrame(renameIds(frame, ids)))
    return frames === undefined ? undefined : new Uint8Array(Buffer.concat(frames))
  }
  const text = Buffer.from(bytes).toString()
  const renamed = renameIds(text, ids)
  return renamed === text ? bytes : new Uint8Array(Buffer.from(renamed))
}

/** Puts old ids in the place of new ones. */
export function renameIds(text: string, ids: IdMap): string {
  let renamed = text
  for (const [id, old] of ids) renamed = renamed.replaceAll(id, old)
  return renamed
}
