import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join, relative, sep } from 'node:path'

import { RealDate } from '../../process/clock.ts'
import { sha256 } from '../../process/sha256.ts'
import type { Call, CassetteHeader } from '../call.ts'
import type { Cassette } from '../cassette.ts'
import { serializeCassette } from '../form/serialize.ts'
import { localFolder, makeLocalFolder } from './local-folder.ts'
import { createDiskStore } from './store.ts'

/**
 * Recordings of one test that are not on its cassette: those of attempts that failed, timed out, or whose process
 * ended. The next run takes them from here.
 */
export interface UnfinishedCalls {
  /** Reads what earlier runs have left, newest attempt first; undefined where that is nothing. */
  read(): Cassette | undefined
  /** Writes a call, at once: the process may be killed next. */
  keep(call: Call, header: CassetteHeader): void
  /** Removes what this process kept. */
  drop(): void
  /**
   * Reads, once, the keys of WebSocket sessions whose client said something else in an earlier run: the next update
   * records them anew, since a session that began as a replay cannot go live.
   */
  outdated(): ReadonlySet<string>
  /** Notes such a session, for the next run. */
  noteOutdated(key: string): void
  /** Removes these notes: the sessions were played to their end. */
  forgetOutdated(): void
  /** Removes all: the cassette holds it now. */
  clear(): void
}

/** File of the keys of WebSocket sessions that are to be recorded anew. */
const OUTDATED = 'outdated'

/** Numbers what this process keeps. */
let kept = 0

/**
 * Opens the unfinished recordings of a cassette; nothing is read or made before it is needed.
 *
 * @param cassette - absolute path of the cassette
 * @param since - when this run of the test began, in milliseconds since 1970: what other processes keep for it from
 *   then on is no earlier run's
 */
export function openUnfinished(root: string, cassette: string, since = Number.POSITIVE_INFINITY): UnfinishedCalls {
  const folder = join(localFolder(root), 'unfinished', relative(root, cassette).replaceAll(`..${sep}`, `__${sep}`))
  const attempt = `${RealDate.now().toString(36)}-${process.pid}`
  const own: string[] = []
  let outdated: ReadonlySet<string> | undefined
  return {
    read: () => readFolder(root, folder, since),
    keep(call, header) {
      kept += 1
      // Sorted by name, the calls of an attempt are in the order in which they were answered.
      const name = `${attempt}-${String(kept).padStart(6, '0')}.yaml`
      const { text, files } = serializeCassette(header, [call], sha256)
      makeLocalFolder(root)
      mkdirSync(folder, { recursive: true })
      for (const [side, bytes] of files) writeFileSync(join(folder, side), bytes)
      // Renamed when it is whole: half a call must not be found.
      writeFileSync(join(folder, `${name}.tmp`), text)
      renameSync(join(folder, `${name}.tmp`), join(folder, name))
      own.push(name)
    },
    drop() {
      for (const name of own.splice(0)) rmSync(join(folder, name), { force: true })
      if (namesIn(folder).length === 0 && !existsSync(join(folder, OUTDATED)))
        rmSync(folder, { recursive: true, force: true })
    },
    outdated: () => (outdated ??= readLines(join(folder, OUTDATED))),
    noteOutdated(key) {
      makeLocalFolder(root)
      mkdirSync(folder, { recursive: true })
      writeFileSync(join(folder, OUTDATED), `${key}\n`, { flag: 'a' })
    },
    forgetOutdated: () => rmSync(join(folder, OUTDATED), { force: true }),
    clear() {
      own.length = 0
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Lists the WebSocket sessions of a project that are to be recorded anew: by the folder of their test, and key. */
export function outdatedSessions(root: string): ReadonlySet<string> {
  const folder = join(localFolder(root), 'unfinished')
  if (!existsSync(folder)) return new Set()
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => basename(path) === OUTDATED)
  return new Set(files.flatMap((file) => [...readLines(join(folder, file))].map((key) => `${file} ${key}`)))
}

function readLines(file: string): ReadonlySet<string> {
  return new Set(existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [])
}

function readFolder(root: string, folder: string, since: number): Cassette | undefined {
  const store = createDiskStore(root)
  const attempts = Map.groupBy(
    namesIn(folder).filter((name) => Number.parseInt(name, 36) < since),
    (name) => name.replace(/-\d+\.yaml$/, ''),
  )
  const cassettes = [...attempts.values()]
    .toReversed()
    .flat()
    .map((name) => store.read(join(folder, name)))
    .filter((cassette) => cassette !== undefined)
  const [first] = cassettes
  if (first === undefined) return undefined
  const isUniform = cassettes.every(({ header }) => header.rules === first.header.rules)
  // Under rules that no run has, every key is computed anew.
  const header = isUniform ? first.header : { ...first.header, rules: 'mixed' }
  return { header, entries: cassettes.flatMap(({ entries }) => entries) }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.yaml'))
      .toSorted()
  } catch {
    // Most tests have none.
    return []
  }
}
