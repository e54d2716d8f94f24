import { existsSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'

import { readLastRun } from '../../cassette/disk/last-run.ts'
import { showPath } from '../../cassette/disk/store.ts'
import { cassetteFileNames } from '../../cassette/file-name.ts'
import { serializeCassette } from '../../cassette/form/serialize.ts'
import { sha256 } from '../../process/sha256.ts'
import type { MovedRecording } from '../json-reports.ts'
import { findOneCassette } from '../names/find-cassettes.ts'
import type { Project } from '../project.ts'
import { RewindUsageError } from '../usage-error.ts'

/**
 * Moves one cassette to another test.
 *
 * @param from - its path, or the name of the test that it was recorded by
 * @param to - the path that it gets, or the name of its test by now: one of the same file
 * @throws {RewindUsageError} where `from` names none or several, and where `to` has a cassette already
 */
export function moveCassette(project: Project, from: string, to: string): MovedRecording {
  const source = findSource(project, from)
  const path = isCassettePath(to) ? resolve(project.cwd, to) : pathOfTest(project, source, to)
  assertFree(project, path)
  const cassette = project.store.read(source)
  if (cassette === undefined) throw noCassette(from)
  const shown = showPath(project.root, path)
  const known = readLastRun(project.root)?.tests.find((one) => one.cassette === shown)?.name
  const test = known ?? (isCassettePath(to) ? basename(path, '.yaml') : segmentsOf(to).join(' › '))
  const calls = cassette.entries.map((entry) => entry.call())
  project.store.write(path, serializeCassette({ ...cassette.header, test }, calls, sha256))
  project.store.remove(source)
  return { from: showPath(project.root, source), to: shown, test }
}

/** @throws {RewindUsageError} where there is a cassette already */
export function assertFree(project: Project, path: string): void {
  if (!existsSync(path)) return
  const shown = showPath(project.root, path)
  throw new RewindUsageError({
    summary: `${shown} is there already`,
    remedy: `npx rewind show "${shown}" says what is in it; delete it if that is not needed`,
  })
}

function findSource(project: Project, from: string): string {
  if (!isCassettePath(from)) return findOneCassette(project, from).cassette.path
  const path = resolve(project.cwd, from)
  if (!existsSync(path)) throw noCassette(from)
  return path
}

function noCassette(from: string): RewindUsageError {
  return new RewindUsageError({ summary: `there is no cassette ${from}`, remedy: 'npx rewind list' })
}

// The last run knows how a test's cassette is called beside those of other tests.
function pathOfTest(project: Project, source: string, name: string): string {
  const path = segmentsOf(name)
  const folder = showPath(project.root, dirname(source))
  const known = readLastRun(project.root)?.tests.find(
    (test) => test.name === path.join(' › ') && dirname(test.cassette) === folder,
  )
  if (known !== undefined) return join(project.root, known.cassette)
  return join(dirname(source), cassetteFileNames([{ id: '', path }], sha256).get('') ?? '')
}

// Runners join the names by ` > ` or by ` › `.
function segmentsOf(name: string): readonly string[] {
  return name.split(/\s+[›>]\s+/u)
}

function isCassettePath(word: string): boolean {
  return word.endsWith('.yaml')
}
