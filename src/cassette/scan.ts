import { RewindCassetteError } from '../errors.ts'
import type { CassetteSource, Place } from './broken-cassette.ts'
import type { Cassette } from './cassette.ts'
import { assertMerged, decodeDocument } from './decode-document.ts'
import { parseHeader } from './parse-call.ts'
import { RecordedDocument, type Documents } from './recorded-document.ts'
import { splitDocuments } from './split-documents.ts'

const FORMAT_VERSION = 1
const BYTE_ORDER_MARK = Buffer.from('\ufeff')

/**
 * Opens a cassette: finds where its calls begin and their keys. Opening costs a search through the bytes, not a parse.
 *
 * @param source - its name, and what is needed for what the fast reader leaves
 * @throws {RewindCassetteError} when it has no header, conflict markers, or a newer format; anything else shows when a
 *   call is decoded
 */
export function scanCassette(given: Buffer, source: CassetteSource): Cassette {
  const bytes = withoutCarriageReturns(given.subarray(0, 3).equals(BYTE_ORDER_MARK) ? given.subarray(3) : given)
  // Here, since a conflict may go through several documents; single markers show when their call is decoded.
  if (bytes.includes('<<<<<<<')) assertMerged(bytes.toString(), { source, line: 1 })
  const [first, ...others] = splitDocuments(bytes)
  const headerPlace: Place = { source, line: first?.line() ?? 1 }
  const header = parseHeader(decodeDocument(first?.text ?? '', headerPlace), headerPlace)
  if (header.rewind > FORMAT_VERSION) {
    throw new RewindCassetteError({
      code: 'REWIND_CASSETTE_VERSION',
      file: source.file,
      line: headerPlace.line,
      summary: `${source.file}:${headerPlace.line} has format version ${header.rewind}; this rewind reads up to ${FORMAT_VERSION}`,
      remedy: 'npm install --save-dev rewind@latest',
    })
  }
  const documents: Documents = { source, calls: [] }
  for (const [index, document] of others.entries())
    documents.calls.push(new RecordedDocument(document, index + 1, documents))
  return { header, entries: documents.calls }
}

function withoutCarriageReturns(bytes: Buffer): Buffer {
  return bytes.includes('\r\n') ? Buffer.from(bytes.toString().replaceAll('\r\n', '\n')) : bytes
}
