import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { sha256 } from '../../process/sha256.ts'
import type { CassetteEntry } from '../cassette.ts'
import type { SerializedCassette } from '../form/serialize.ts'
import { listCassettes } from './list-cassettes.ts'
import { localFolder, makeLocalFolder } from './local-folder.ts'
import { createDiskStore } from './store.ts'

/** A call of another tool that waits for the test which makes it. */
export interface PooledCall {
  /** Names it for good: the file in the pool, and its number there. */
  readonly id: string
  /** The recording that it comes from, as it was imported. */
  readonly source: string
  /** Of the rules that its key was computed under. */
  readonly rules: string | undefined
  readonly entry: CassetteEntry
}

/** The calls that `rewind import` has brought into a project, as one run sees them. */
export interface ImportPool {
  /** Says whether there were calls that no test has taken when the run began. */
  isOpen(): boolean
  /** Reads them, in the order of their recordings; the same list until the pool changes. */
  calls(): readonly PooledCall[]
  /** Says whether a test has taken a call, or is about to. */
  isTaken(call: PooledCall): boolean
  /** Keeps a call for a test that runs, in every process of the run. */
  claim(call: PooledCall): void
  /** Gives back what a test has kept that did not pass. */
  release(call: PooledCall): void
  /** Notes for good that a call is on the cassette of a test. */
  adopt(call: PooledCall): void
}

/** How many calls a pool has, and how many of them no test has taken. */
export interface PoolCount {
  readonly calls: number
  readonly waiting: number
}

const FOLDER = 'import'
const ADOPTED = 'adopted.txt'
const CLAIMS = 'claims'
const SAFE_NAME = /[^A-Za-z0-9._-]+/gu
const LONGEST_NAME = 60

/** What a process has read of a pool. A folder whose time is another is read again. */
interface PoolContent {
  readonly version: number
  readonly calls: readonly PooledCall[]
}

const read = new Map<string, PoolContent>()

/**
 * Opens the imported calls of a project; nothing is read before it is asked for.
 *
 * @param run - names the run, in every process of it
 */
export function openImportPool(root: string, run: string): ImportPool {
  const folder = folderOf(root)
  const claimOf = ({ id }: PooledCall): string => join(folder, CLAIMS, run, id)
  return {
    isOpen() {
      const calls = callsIn(root)
      if (calls.length === 0) return false
      const before = new Set(adoptionsIn(folder).flatMap(({ id, by }) => (by === run ? [] : [id])))
      return calls.some(({ id }) => !before.has(id))
    },
    calls: () => callsIn(root),
    isTaken: (call) => existsSync(claimOf(call)) || adoptionsIn(folder).some(({ id }) => id === call.id),
    claim(call) {
      mkdirSync(join(folder, CLAIMS, run), { recursive: true })
      writeFileSync(claimOf(call), '')
    },
    release: (call) => rmSync(claimOf(call), { force: true }),
    // Short appends of several processes do not mix.
    adopt: (call) => appendFileSync(join(folder, ADOPTED), `${run} ${call.id}\n`),
  }
}

/**
 * Puts the calls of a recording into the pool, in the place of those that an earlier import took from it.
 *
 * @param source - the recording, as messages show it
 * @param cassette - undefined where it has none by now
 */
export function writeToPool(root: string, source: string, cassette: SerializedCassette | undefined): void {
  const name = poolName(source)
  if (cassette === undefined && !existsSync(join(folderOf(root), name))) return
  const folder = makeLocalFolder(root, FOLDER)
  const store = createDiskStore(root, () => folder)
  if (cassette === undefined) store.remove(join(folder, name))
  else store.write(join(folder, name), cassette)
  // Made now, as the list below: the time of the folder is that of its last import.
  rmSync(join(folder, CLAIMS), { recursive: true, force: true })
  mkdirSync(join(folder, CLAIMS))
  const others = adoptionsIn(folder).filter(({ id }) => !id.startsWith(`${name}#`))
  writeFileSync(join(folder, ADOPTED), others.map(({ id, by }) => `${by} ${id}\n`).join(''))
}

/** Removes all imported calls. */
export function clearPool(root: string): void {
  rmSync(folderOf(root), { recursive: true, force: true })
}

/** Counts imported calls; undefined where there is no pool. */
export function countPool(root: string): PoolCount | undefined {
  const calls = callsIn(root)
  if (calls.length === 0) return undefined
  const adopted = new Set(adoptionsIn(folderOf(root)).map(({ id }) => id))
  return { calls: calls.length, waiting: calls.filter(({ id }) => !adopted.has(id)).length }
}

function folderOf(root: string): string {
  return join(localFolder(root), FOLDER)
}

// Two recordings of one name differ by the hash of their paths.
function poolName(source: string): string {
  const name = source.replaceAll(SAFE_NAME, '_').slice(-LONGEST_NAME)
  return `${name}.${sha256(source).slice(0, 8)}.yaml`
}

function callsIn(root: string): readonly PooledCall[] {
  const folder = folderOf(root)
  const version = statSync(folder, { throwIfNoEntry: false })?.mtimeMs
  if (version === undefined) return []
  const known = read.get(folder)
  if (known?.version === version) return known.calls
  const store = createDiskStore(root)
  const calls = listCassettes(folder, 'flat').flatMap((name): readonly PooledCall[] => {
    const cassette = store.read(join(folder, name))
    if (cassette === undefined) return []
    const { header, entries } = cassette
    return entries.map((entry) => ({ id: `${name}#${entry.number}`, source: header.test, rules: header.rules, entry }))
  })
  read.set(folder, { version, calls })
  return calls
}

function adoptionsIn(folder: string): readonly { readonly id: string; readonly by: string }[] {
  try {
    const lines = readFileSync(join(folder, ADOPTED), 'utf8').split('\n')
    return lines
      .filter((line) => line !== '')
      .map((line) => ({ by: line.split(' ')[0] ?? '', id: line.replace(/^\S* /u, '') }))
  } catch {
    // Nothing was adopted yet.
    return []
  }
}
