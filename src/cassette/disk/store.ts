import { mkdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path'

import type * as yamlModule from 'yaml'

import { messageOf, RewindCassetteError } from '../../errors.ts'
import { sha256 } from '../../process/sha256.ts'
import { withSlashes } from '../../text/relative-path.ts'
import type { Cassette } from '../cassette.ts'
import type { SerializedCassette } from '../form/serialize.ts'
import { SIDE_FILE } from '../form/side-file-name.ts'
import { scanCassette } from '../read/scan.ts'
import { findSideFile, removeOrphans, sideFilesIn, sideFilesOf, writeSideFiles } from './side-file-folder.ts'
import { removeLeftovers, writeWhole } from './write-whole.ts'

/** Where cassettes are kept. */
export interface CassetteStore {
  /**
   * Reads a cassette. Undefined where there is none.
   *
   * @param copy - a file with its text that lies elsewhere: what it names is looked for where the cassette belongs
   */
  read(file: string, copy?: string): Cassette | undefined
  /**
   * Writes a cassette, whole or not at all. Returns whether it replaced one that another process wrote
   * meanwhile.
   */
  write(file: string, cassette: SerializedCassette): 'written' | 'replaced-another'
  /** Removes a cassette and the files beside it. */
  remove(file: string): void
}

/** The most bytes of a file that is read; the cassette of a test has far fewer. */
export const LARGEST_FILE = 256 * 1024 * 1024
const MAX_ALIASES = 100

/**
 * Opens the store of a project: the only door to the disk. It throws {@link RewindCassetteError} for whatever the disk
 * refuses.
 *
 * @param root - the project root, which paths in messages are relative to
 * @param folderOf - returns the folder of all cassettes, which share their side files; left out, a cassette has them to
 *   itself
 */
export function createDiskStore(root: string, folderOf?: () => string): CassetteStore {
  /** What each file was when this process last read or wrote it. */
  const known = new Map<string, string>()
  const folderFor = (path: string): string => {
    const folder = folderOf === undefined ? dirname(path) : resolve(root, folderOf())
    return path.startsWith(folder + sep) ? folder : dirname(path)
  }
  const at = (path: string): CassetteFile => ({ path, shown: showPath(root, path), root })
  return {
    read(path, copy = path) {
      const file = at(path)
      const bytes = readBytes({ ...file, path: copy })
      known.set(path, versionOf(path))
      if (bytes === undefined) return undefined
      return scanCassette(bytes, { file: file.shown, parseYaml, readSideFile: (name) => readSideFile(file, name) })
    },
    write(path, cassette) {
      return attemptWrite(at(path), () => {
        const isAnother = known.has(path) && known.get(path) !== versionOf(path)
        writeCassette(path, folderFor(path), cassette)
        known.set(path, versionOf(path))
        return isAnother ? 'replaced-another' : 'written'
      })
    },
    remove(path) {
      attemptWrite(at(path), () => {
        const old = sideFilesOf(path)
        rmSync(path, { force: true })
        removeOrphans(folderFor(path), old ?? [])
        known.set(path, versionOf(path))
      })
    },
  }
}

/**
 * Shortens a path for messages.
 *
 * @returns the path relative to the root, with `/`; as it is where it lies elsewhere
 */
export function showPath(root: string, path: string): string {
  const short = relative(root, path)
  return short.startsWith('..') || isAbsolute(short) ? path : withSlashes(short)
}

interface CassetteFile {
  readonly path: string
  /** As messages show it. */
  readonly shown: string
  readonly root: string
}

// A file that was renamed into place is another one by its inode, also within one tick of the clock.
function versionOf(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false })
  return stats === undefined ? 'none' : `${stats.ino} ${stats.mtimeMs} ${stats.size}`
}

function readBytes(file: CassetteFile): Buffer | undefined {
  try {
    const stats = statSync(file.path)
    const { size } = stats
    // Reading a pipe would wait for whoever writes to it.
    if (!stats.isFile() && !stats.isDirectory()) throw new TypeError('it is not a file')
    if (size > LARGEST_FILE) throw new RangeError(`it has ${size} bytes, more than ${LARGEST_FILE}`)
    const bytes = readFileSync(file.path)
    if (!process.getBuiltinModule('node:buffer').isUtf8(bytes)) throw new TypeError('it is not UTF-8')
    return bytes
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined
    throw new RewindCassetteError({
      file: file.shown,
      summary: `${file.shown} cannot be read: ${explainFailure(file, error)}`,
      remedy:
        errnoOf(error) === 'EISDIR'
          ? 'there is a folder where the cassette should be: move it away'
          : 'make the file readable, or delete it and record the test again',
      cause: error,
    })
  }
}

function parseYaml(text: string): unknown {
  // Only for what a person or a formatter rewrote: loading the library takes longer than most tests.
  const yaml: typeof yamlModule = createRequire(import.meta.url)('yaml')
  const lines = new yaml.LineCounter()
  // Not pretty: its lines are those of the document, and it quotes what may be confidential.
  const document = yaml.parseDocument(text, {
    lineCounter: lines,
    schema: 'core',
    uniqueKeys: true,
    logLevel: 'error',
    prettyErrors: false,
  })
  const [error] = document.errors
  if (error !== undefined) throw Object.assign(new Error(error.message), { line: lines.linePos(error.pos[0]).line })
  return document.toJS({ maxAliasCount: MAX_ALIASES })
}

function readSideFile(cassette: CassetteFile, name: string): Uint8Array {
  const path = findSideFile(cassette.path, name, cassette.root)
  const shown = showPath(cassette.root, path)
  const refuse = (problem: string, cause?: unknown): RewindCassetteError =>
    new RewindCassetteError({
      file: shown,
      summary: `${shown}, which ${cassette.shown} names, ${problem}`,
      remedy: 'restore it from version control, or record the test again',
      cause,
    })
  // A name that leads out of the folder would read anything into a response.
  if (!SIDE_FILE.test(name)) throw refuse('is not a name of a file beside a cassette')
  let bytes: Buffer
  try {
    bytes = readFileSync(path)
  } catch (error) {
    throw refuse(`cannot be read: ${explainFailure(cassette, error)}`, error)
  }
  if (!name.startsWith(sha256(bytes).slice(0, 16))) throw refuse('was changed: its content does not match its name')
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function writeCassette(path: string, folder: string, { text, files }: SerializedCassette): void {
  const old = sideFilesOf(path)
  mkdirSync(dirname(path), { recursive: true })
  removeLeftovers(dirname(path))
  writeSideFiles(folder, files)
  writeWhole(path, Buffer.from(text))
  const named = new Set(sideFilesIn(text))
  removeOrphans(folder, old?.filter((name) => !named.has(name)) ?? [])
  // Another process may have taken them for orphans before this cassette named them.
  writeSideFiles(folder, files)
}

function attemptWrite<Result>(file: CassetteFile, write: () => Result): Result {
  try {
    return write()
  } catch (error) {
    throw new RewindCassetteError({
      code: 'REWIND_CASSETTE_WRITE',
      file: file.shown,
      summary: `${file.shown} cannot be written: ${explainFailure(file, error)}; what was there is unchanged`,
      remedy: 'make the folder writable, free some space, or set another folder (cassettes, REWIND_CASSETTES)',
      cause: error,
    })
  }
}

function errnoOf(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined
}

// Node.js names absolute paths, which say more of a machine than of the fault.
function explainFailure({ root }: CassetteFile, error: unknown): string {
  const message = messageOf(error)
  return message.replaceAll(root + sep, '')
}
