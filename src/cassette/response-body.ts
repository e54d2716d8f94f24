import { decodeUtf8 } from '../text/decode-utf8.ts'
import { writeBody } from './body-form.ts'
import type { SideFiles } from './side-files.ts'
import type { TemplatedBody } from './template/body-template.ts'
import { fillBody } from './template/fill-body.ts'
import { planBody } from './template/plan-body.ts'
import { writeFilling, writeTemplate } from './template/write-template.ts'
import type { PlainValue } from './write-yaml.ts'

type Entries = { readonly [name: string]: PlainValue }

/** A body as a cassette has it. */
export interface WrittenBody {
  /** Undefined for an empty one. */
  readonly body: Entries | undefined
  /** What of it stands in the last line of the call. */
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
  readonly files: SideFiles
}

/** Writes the body of a response: without what its answer says, where that gives back every byte. */
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

function writeParts({ bytes, answer, files }: BodyToWrite): WrittenBody | undefined {
  const text = bytes.byteLength === 0 ? undefined : decodeUtf8(bytes)
  if (text === undefined) return undefined
  const sources = { answer, readFile: (name: string): Uint8Array => files.read(name) }
  const planned: TemplatedBody | undefined = planBody(text, {
    ...sources,
    keepFile: (content, mediaType) => files.keep(content, mediaType),
  })
  const body = planned === undefined ? undefined : writeTemplate(planned)
  if (planned === undefined || body === undefined) return undefined
  const { records } = fillBody(planned, sources)
  return { body, meta: writeFilling(planned), recordSizes: records.map((record) => Buffer.byteLength(record)) }
}
