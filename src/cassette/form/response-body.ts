import { decodeUtf8 } from '../../text/decode/decode-utf8.ts'
import { readFrames, writeFrame } from '../template/aws-frames.ts'
import type { TemplatedBody } from '../template/body-template.ts'
import { fillBody } from '../template/fill/fill-body.ts'
import { planBody } from '../template/plan/plan-body.ts'
import { splitRecords } from '../template/plan/records.ts'
import { writeFilling, writeTemplate } from '../template/write-template.ts'
import { writeBody } from './body-form.ts'
import type { SideFiles } from './side-files.ts'
import type { PlainValue } from './write-yaml.ts'

type Entries = { readonly [name: string]: PlainValue }

/** A body as a cassette has it. */
export interface WrittenBody {
  /** Undefined for an empty one. */
  readonly body: Entries | undefined
  /** What of it is written in the last line of the call. */
  readonly meta: Entries
  /** Bytes of each of its events. */
  readonly recordSizes: readonly number[]
}

/** A body that is about to be written. */
export interface BodyToWrite {
  readonly bytes: Uint8Array
  /** Media type. */
  readonly type: string | undefined
  readonly answer: PlainValue | undefined
  /** The body of its request, where that is JSON. */
  readonly request: PlainValue | undefined
  readonly files: SideFiles
}

/** Writes the body of a response, without what its answer says where every byte can be restored. */
export function writeResponseBody(given: BodyToWrite): WrittenBody {
  const { bytes, type, files } = given
  return (
    files.attempt((own) => writeParts({ ...given, files: own })) ?? {
      body: writeBody(bytes, { files, type }),
      meta: {},
      recordSizes: [bytes.byteLength],
    }
  )
}

function writeParts({ bytes, answer, request, files }: BodyToWrite): WrittenBody | undefined {
  if (bytes.byteLength === 0) return undefined
  const text = decodeUtf8(bytes)
  const frames = text === undefined || text.includes('\u0000') ? readFrames(bytes) : undefined
  const parts =
    frames === undefined
      ? text === undefined
        ? undefined
        : splitRecords(text)
      : { records: frames, separator: '', isOpen: false }
  if (parts === undefined) return undefined
  const sources = { answer, request, readFile: (name: string): Uint8Array => files.read(name) }
  const planned: TemplatedBody | undefined = planBody(parts, {
    ...sources,
    keepFile: (content, mediaType) => files.keep(content, mediaType),
  })
  const body = planned === undefined ? undefined : writeTemplate(planned)
  if (planned === undefined || body === undefined) return undefined
  const { records } = fillBody(planned, sources)
  return {
    body: frames === undefined ? body : { ...body, frames: true },
    meta: writeFilling(planned),
    recordSizes: records.map((record) =>
      frames === undefined ? Buffer.byteLength(record) : writeFrame(record).byteLength,
    ),
  }
}
