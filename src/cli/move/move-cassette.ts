import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join, resolve, sep } from 'node:path'

import type { Cassette } from '../../cassette/cassette.ts'
import { readLastRun } from '../../cassette/disk/last-run.ts'
import { findSideFile, sideFilesIn } from '../../cassette/disk/side-file-folder.ts'
import { showPath } from '../../cassette/disk/store.ts'
import { cassetteFileNames } from '../../cassette/file-name.ts'
import { serializeCassette, type SerializedCassette } from '../../cassette/form/serialize.ts'
import { sha256 } from '../../process/sha256.ts'
import { isTestFile } from '../../text/is-test-file.ts'
import { quoteWord } from '../../text/quote-word.ts'
import type { MovedRecording } from '../json-reports.ts'
import { findOneCassette } from '../names/find-cassettes.ts'
import { segmentsOf, suitesBefore } from '../names/test-names.ts'
import type { Project } from '../project.ts'
import { RewindUsageError } from '../usage-error.ts'

/**
 * Moves one cassette to another test.
 *
 * @param from - its path, or the name of the test that it was recorded by
 * @param to - the path that it gets, or the name of its test by now: one of the same file, and of the suites that
 *   `from` left out
 * @throws {RewindUsageError} where `from` names none or several, or one call; where `to` has a cassette already, or
 *   lies outside of the folder of the cassettes
 */
export function moveCassette(project: Project, from: string, to: string): MovedRecording {
  const source = findSource(project, from)
  const cassette = project.store.read(source)
  if (cassette === undefined) throw noCassette(from)
  const suites = isCassettePath(project, from) ? [] : suitesBefore(cassette.header.test, from)
  const name = [...suites, ...segmentsOf(to)]
  if (!isCassettePath(project, to)) assertTestName(to)
  const path = isCassettePath(project, to) ? resolve(project.cwd, to) : pathOfTest(project, source, name)
  assertInside(project, path, to)
  assertFree(project, path)
  const shown = showPath(project.root, path)
  const known = readLastRun(project.root)?.tests.find((one) => one.cassette === shown)?.name
  const test = known ?? (isCassettePath(project, to) ? basename(path, '.yaml') : name.join(' › '))
  project.store.write(
    path,
    renamed(project, { source, path, cassette: { ...cassette, header: { ...cassette.header, test } } }),
  )
  removeMoved(project, source, path)
  return { from: showPath(project.root, source), to: shown, test }
}

interface Renaming {
  readonly source: string
  readonly path: string
  /** With its new name. */
  readonly cassette: Cassette
}

// Its calls stay as they are, letter by letter: written anew, they would be signed, and lose what the format does not
// know.
function renamed(project: Project, { source, path, cassette: { header, entries } }: Renaming): SerializedCassette {
  const text = readFileSync(source, 'utf8')
  const [first] = entries
  const isFound = (name: string): boolean => existsSync(findSideFile(path, name, project.root))
  if (first === undefined || !sideFilesIn(text).every(isFound)) {
    const calls = entries.map((entry) => entry.call())
    return serializeCassette(header, calls, sha256)
  }
  const calls = text.split('\n').slice(first.line - 2)
  return { text: serializeCassette(header, [], sha256).text + calls.join('\n'), files: new Map() }
}

// A test would find its recording in two places.
function removeMoved(project: Project, source: string, copy: string): void {
  try {
    project.store.remove(source)
  } catch (error) {
    project.store.remove(copy)
    throw error
  }
}

/** @throws {RewindUsageError} where there is a cassette already */
export function assertFree(project: Project, path: string): void {
  if (!existsSync(path)) return
  const shown = showPath(project.root, path)
  throw new RewindUsageError({
    summary: `${shown} is there already`,
    remedy: `npx rewind show ${quoteWord(shown)} says what is in it; delete it if that is not needed`,
  })
}

/**
 * @throws {RewindUsageError} where a path lies outside of the folder of the cassettes, so that no test would find it
 */
function assertInside(project: Project, path: string, word: string): void {
  const folder = project.cassettes()
  if (path.startsWith(folder + sep)) return
  throw new RewindUsageError({
    summary: `${word} would be outside of ${showPath(project.root, folder)}, where no test finds it`,
    remedy: 'name a test, a test file, or a path below that folder',
  })
}

function findSource(project: Project, from: string): string {
  if (!isCassettePath(project, from)) {
    const { cassette, call } = findOneCassette(project, from)
    if (call === undefined) return cassette.path
    throw new RewindUsageError({
      summary: `${JSON.stringify(from)} names one call, and cassettes are moved whole`,
      remedy: `npx rewind mv ${quoteWord(cassette.file)} <to>`,
    })
  }
  const path = resolve(project.cwd, from)
  if (!existsSync(path)) throw noCassette(from)
  return path
}

function noCassette(from: string): RewindUsageError {
  return new RewindUsageError({ summary: `there is no cassette ${from}`, remedy: 'npx rewind list' })
}

// The last run knows how a test's cassette is called beside those of other tests.
function pathOfTest(project: Project, source: string, path: readonly string[]): string {
  const folder = showPath(project.root, dirname(source))
  const known = readLastRun(project.root)?.tests.find(
    (test) => test.name === path.join(' › ') && dirname(test.cassette) === folder,
  )
  if (known !== undefined) return join(project.root, known.cassette)
  return join(dirname(source), cassetteFileNames([{ id: '', path }], sha256).get('') ?? '')
}

/** @throws {RewindUsageError} where a name begins with a test file: a test is moved within its own */
function assertTestName(name: string): void {
  const [file = '', ...rest] = segmentsOf(name)
  if (rest.length === 0 || !/[\\/]/u.test(file) || !isTestFile(file)) return
  throw new RewindUsageError({
    summary: `${JSON.stringify(name)} names a test file, and a test is moved within its own`,
    remedy: `npx rewind mv <from> ${quoteWord(rest.join(' > '))}; a test file is moved by its own name`,
  })
}

// Names of tests may end like files: `parses config.yaml`.
function isCassettePath(project: Project, word: string): boolean {
  const isBelow = resolve(project.cwd, word).startsWith(project.cassettes() + sep)
  return word.endsWith('.yaml') && (isBelow || /[\\/]/u.test(word))
}
