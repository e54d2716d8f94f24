import { parseJson } from '../../text/decode/parse-json.ts'
import { isRecord, type UnknownRecord } from '../../text/unknown/is-record.ts'
import { sideFilesIn } from '../disk/side-file-folder.ts'
import { escapeUnprintable, type PlainValue } from './write-yaml.ts'

/** Entries of the last line of a call: all that differs with every recording, whatever is said. */
export type Meta = { readonly [name: string]: PlainValue }

const LINE = 'meta: '
const STORED = /^meta: \{"key":"([0-9a-f]{16,64})","request":"([0-9a-f]{16})"/
/** Bytes that the part of the line takes at most by which a call is found. */
export const STORED_LENGTH = 112
const LONGEST = 1900
/** They grow with the length of a stream. */
const LONG = ['holes', 'cuts', 'order', 'padding', 'chunks', 'sizes', 'times'] as const

/**
 * Writes the last line of a call.
 *
 * @param keepFile - writes what is too long for a line to a side file, and returns its name
 */
export function writeMeta(meta: Meta, keepFile: (bytes: Uint8Array, type: string) => string): string {
  const line = escapeUnprintable(JSON.stringify(meta))
  if (line.length <= LONGEST) return `${LINE}${line}\n`
  const entries = Object.entries(meta)
  const long = JSON.stringify(Object.fromEntries(entries.filter(isLong)))
  const more = keepFile(Buffer.from(`${long}\n`), 'application/json')
  // Who looks for the files that a cassette names looks into no file.
  const files = sideFilesIn(long)
  const short = Object.fromEntries(entries.filter((entry) => !isLong(entry)))
  return `${LINE}${escapeUnprintable(JSON.stringify({ ...short, more, ...(files.length === 0 ? {} : { files }) }))}\n`
}

function isLong([name]: readonly [string, PlainValue]): boolean {
  return LONG.some((long) => long === name)
}

/** Reads what a call is found by from its last line, if rewind wrote it. */
export function readStored(tail: string): { readonly key: string; readonly digest: string } | undefined {
  const [, key, digest] = STORED.exec(tail.slice(0, STORED_LENGTH)) ?? []
  return key === undefined || digest === undefined ? undefined : { key, digest }
}

/** Reads the last line of a call; undefined where it is none. */
export function readMetaLine(line: string): UnknownRecord | undefined {
  const value = line.startsWith(LINE) ? parseJson(line.slice(LINE.length)) : undefined
  return isRecord(value) ? value : undefined
}

/**
 * Adds what is in a file.
 *
 * @throws {SyntaxError} when the file is no JSON
 */
export function completeMeta(meta: UnknownRecord, readFile: (name: string) => Uint8Array): UnknownRecord {
  if (typeof meta['more'] !== 'string') return meta
  const more: unknown = JSON.parse(Buffer.from(readFile(meta['more'])).toString())
  return isRecord(more) ? { ...meta, ...more } : meta
}
