import { createHash, randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'

import type * as yamlModule from 'yaml'

import { RewindCassetteError } from '../errors.ts'
import type { Call, CassetteHeader } from './call.ts'
import { scanCassette, type Cassette } from './scan.ts'
import { serializeCassette } from './serialize.ts'

/** Where cassettes are kept. */
export interface CassetteStore {
  /** Reads a cassette. Undefined where there is none. */
  read(file: string): Cassette | undefined
  /** Writes a cassette, whole or not at all. */
  write(file: string, header: CassetteHeader, calls: readonly Call[]): void
  /** Removes a cassette and the files beside it. */
  remove(file: string): void
}

/**
 * Lists the cassettes of a folder.
 *
 * @param folder - its path
 * @param depth - whether folders inside are listed as well
 * @returns their paths below the folder; none where it cannot be read
 */
export function listCassettes(folder: string, depth: 'flat' | 'deep'): readonly string[] {
  try {
    return readdirSync(folder, { encoding: 'utf8', recursive: depth === 'deep' }).filter((name) => name.endsWith('.yaml')).toSorted()
  } catch {
    // Most test files have no cassettes, and so no folder.
    return []
  }
}

const LARGEST = 256 * 1024 * 1024
const SIDE_FILE = /^[0-9a-f]{16}\.bin$/
/** Wherever it stands: a formatter may have put its key on another line, or in braces. */
const SIDE_FILE_MENTION = /\b[0-9a-f]{16}\.bin\b/g
const MAX_ALIASES = 100

/** Cassettes on disk: the only door to it. Throws {@link RewindCassetteError} for whatever the disk refuses. */
export const diskStore: CassetteStore = {
  read(file) {
    const text = readText(file)
    if (text === undefined) return undefined
    return scanCassette(text, { file, parseYaml, readSideFile: (name) => readSideFile(file, name) })
  },
  write(file, header, calls) {
    const { text, files } = serializeCassette(header, calls, hashBytes)
    attemptWrite(file, () => {
      const old = sideFilesOf(file)
      mkdirSync(dirname(file), { recursive: true })
      for (const [name, bytes] of files) writeWhole(join(dirname(file), name), bytes)
      writeWhole(file, Buffer.from(text))
      removeOrphans(dirname(file), old?.filter((name) => !files.has(name)) ?? [])
    })
  },
  remove(file) {
    attemptWrite(file, () => {
      const old = sideFilesOf(file)
      rmSync(file, { force: true })
      removeOrphans(dirname(file), old ?? [])
    })
  },
}

/**
 * Digests a text, for names.
 *
 * @param text - any text
 * @returns SHA-256 in hex
 */
export function hashText(text: string): string {
  return hashBytes(Buffer.from(text))
}

function hashBytes(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function readText(file: string): string | undefined {
  try {
    const size = statSync(file).size
    if (size > LARGEST) throw new RangeError(`it has ${size} bytes, more than ${LARGEST}`)
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(file))
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined
    throw new RewindCassetteError({
      file,
      summary: `${file} cannot be read: ${messageOf(error)}`,
      remedy: errnoOf(error) === 'EISDIR' ? 'a folder stands where the cassette should: move it away' : 'make the file readable, or delete it and record the test again',
      cause: error,
    })
  }
}

function parseYaml(text: string): unknown {
  // Only for what a person or a formatter rewrote: loading the library takes longer than most tests.
  const yaml: typeof yamlModule = createRequire(import.meta.url)('yaml')
  const lines = new yaml.LineCounter()
  const document = yaml.parseDocument(text, { lineCounter: lines, schema: 'core', uniqueKeys: true, logLevel: 'error' })
  const [error] = document.errors
  if (error !== undefined) throw Object.assign(new Error(error.message), { line: lines.linePos(error.pos[0]).line })
  return document.toJS({ maxAliasCount: MAX_ALIASES })
}

function readSideFile(cassette: string, name: string): Uint8Array {
  const file = join(dirname(cassette), name)
  const refuse = (problem: string, cause?: unknown): RewindCassetteError =>
    new RewindCassetteError({ file, summary: `${file}, which ${cassette} names, ${problem}`, remedy: 'restore it from version control, or record the test again', cause })
  // A name that leads out of the folder would read anything into a response.
  if (!SIDE_FILE.test(name)) throw refuse('is no name of a file beside a cassette')
  let bytes: Buffer
  try {
    bytes = readFileSync(file)
  } catch (error) {
    throw refuse(`cannot be read: ${messageOf(error)}`, error)
  }
  if (!name.startsWith(hashBytes(bytes).slice(0, 16))) throw refuse('was changed: its content does not fit its name')
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

// To a temporary file in the same folder, then renamed: at any moment the old file or the new one is there, whole.
function writeWhole(file: string, bytes: Uint8Array): void {
  if (isSame(file, bytes)) return
  const temporary = join(dirname(file), `.${basename(file).slice(0, 60)}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`)
  try {
    const handle = openSync(temporary, 'wx')
    try {
      writeFileSync(handle, bytes)
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
    renameSync(temporary, file)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}

function isSame(file: string, bytes: Uint8Array): boolean {
  try {
    return readFileSync(file).equals(bytes)
  } catch {
    // Not there, or not readable: then it is to be written.
    return false
  }
}

function sideFilesOf(cassette: string): string[] | undefined {
  try {
    return readFileSync(cassette, 'utf8').match(SIDE_FILE_MENTION) ?? []
  } catch {
    // Not there, or not readable: then nothing is known of it, and nothing is removed.
    return undefined
  }
}

// Only what this cassette named: other workers may be writing theirs to the same folder. Cassettes share equal files.
function removeOrphans(folder: string, candidates: readonly string[]): void {
  if (candidates.length === 0) return
  const cassettes = readdirSync(folder).filter((name) => name.endsWith('.yaml'))
  const named = cassettes.map((name) => sideFilesOf(join(folder, name)))
  if (named.includes(undefined)) return
  const used = new Set(named.flat())
  for (const name of candidates) if (!used.has(name)) rmSync(join(folder, name), { force: true })
}

function attemptWrite(file: string, write: () => void): void {
  try {
    write()
  } catch (error) {
    throw new RewindCassetteError({
      code: 'REWIND_CASSETTE_WRITE',
      file,
      summary: `${file} cannot be written: ${messageOf(error)}; what stood there is as it was`,
      remedy: 'make the folder writable, free some space, or set another folder (cassettes, REWIND_CASSETTES)',
      cause: error,
    })
  }
}

function errnoOf(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
