import { RewindCassetteError } from '../../errors.ts'
import type { Cassette } from '../cassette.ts'
import { brokenCassette, type CassetteSource, type Place } from './broken-cassette.ts'
import { assertMerged, decodeDocument } from './decode-document.ts'
import { parseHeader } from './parse-header.ts'
import { RecordedDocument, type Documents } from './recorded-document.ts'
import { splitDocuments } from './split-documents.ts'

/** Version of the format that is written, and the only one that is read. */
export const FORMAT_VERSION = 2
const BYTE_ORDER_MARK = Buffer.from('\ufeff')

/**
 * Opens a cassette: finds where its calls begin and their keys. Opening costs a search through the bytes, not a parse.
 *
 * @param source - its name, and what is needed for what the fast reader leaves
 * @throws {RewindCassetteError} when it has no header, conflict markers, or another format version; anything else shows
 *   when a call is decoded
 */
export function scanCassette(given: Buffer, source: CassetteSource): Cassette {
  const bytes = withoutCarriageReturns(given.subarray(0, 3).equals(BYTE_ORDER_MARK) ? given.subarray(3) : given)
  // Here, since a conflict may go through several documents; single markers show when their call is decoded.
  if (bytes.includes('<<<<<<<')) assertMerged(bytes.toString(), { source, line: 1 })
  const [first, ...others] = splitDocuments(bytes)
  const headerPlace: Place = { source, line: first?.line() ?? 1 }
  const header = parseHeader(decodeDocument(first?.text ?? '', headerPlace), headerPlace)
  if (header.rewind !== FORMAT_VERSION) throw otherVersion(header.rewind, headerPlace)
  const documents: Documents = { source, calls: [] }
  for (const [index, document] of others.entries())
    documents.calls.push(new RecordedDocument(document, index + 1, documents))
  documents.calls.at(-1)?.assertWhole()
  return { header, entries: documents.calls }
}

function otherVersion(version: number, place: Place): RewindCassetteError {
  const { source, line } = place
  const problem = `has format version ${version}; this rewind reads version ${FORMAT_VERSION}`
  // Recorded over like one that is broken: what a newer rewind wrote is not.
  if (version < FORMAT_VERSION) {
    return brokenCassette(place, problem, {
      fault: 'version',
      remedy: 'record the test again (npx rewind record): that version was never released',
    })
  }
  return new RewindCassetteError({
    code: 'REWIND_CASSETTE_VERSION',
    file: source.file,
    line,
    fault: 'version',
    summary: `${source.file}:${line} ${problem}`,
    remedy: 'npm install --save-dev rewind@latest',
  })
}

function withoutCarriageReturns(bytes: Buffer): Buffer {
  return bytes.includes('\r\n') ? Buffer.from(bytes.toString().replaceAll('\r\n', '\n')) : bytes
}
