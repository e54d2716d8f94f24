import { existsSync, statSync } from 'node:fs'
import { isAbsolute, join, relative, resolve, sep } from 'node:path'

import { readLastRun, type LastTest } from '../../cassette/disk/last-run.ts'
import { cassetteDirectory, cassetteFileNames } from '../../cassette/file-name.ts'
import { sha256 } from '../../process/sha256.ts'
import { quoteWord } from '../../text/quote-word.ts'
import { relativePath, withSlashes } from '../../text/relative-path.ts'
import type { Project } from '../project.ts'
import { RewindUsageError } from '../usage-error.ts'
import { findOneCassette } from './find-cassettes.ts'
import { findTestName, knownCassettes } from './known-cassettes.ts'
import { endsOf, plainName, segmentsOf } from './test-names.ts'

/**
 * Finds where the cassette of a test is, or would be: the last run knows tests that have none, and a test file with the
 * name of a test (`test/chat.test.ts > greets`) says it of one that never ran.
 *
 * @returns a path relative to the project root, with `/`
 * @throws {RewindUsageError} for a word that names no test, or several
 */
export function findCassettePath(project: Project, word: string): string {
  const tests = readLastRun(project.root)?.tests ?? []
  const whole = tests.filter(({ name }) => plainName(name) === plainName(word))
  return onlyOne(whole, word) ?? ofTestFile(project, word, tests) ?? ofPart(project, word, tests)
}

function onlyOne(tests: readonly LastTest[], word: string): string | undefined {
  const cassettes = [...new Set(tests.map(({ cassette }) => cassette))]
  if (cassettes.length < 2) return cassettes[0]
  throw new RewindUsageError({
    summary: `${JSON.stringify(word)} names ${cassettes.length} tests of the last run, and one is meant`,
    details: cassettes.map((cassette) => `  ${cassette}`),
    remedy: `name its file too: npx rewind path ${quoteWord(`${tests[0]?.file} > ${word}`)}`,
  })
}

// Its names alone do not say whether another test of the file is called alike, but in case or white space.
function ofTestFile(project: Project, word: string, tests: readonly LastTest[]): string | undefined {
  const [first = '', ...path] = segmentsOf(word)
  const file = path.length === 0 ? undefined : findFile(project, first)
  if (file === undefined) return undefined
  const name = path.join(' › ')
  const folder = join(project.cassettes(), cassetteDirectory(file, sha256))
  const recorded = knownCassettes(project).filter(({ path: place }) => place.startsWith(folder + sep))
  const known = recorded.find((cassette) => findTestName(cassette) === name)?.file
  const last = tests.find((test) => test.file === file && test.name === name)?.cassette
  const made = cassetteFileNames([{ id: '', path }], sha256).get('') ?? ''
  return known ?? last ?? relativePath(project.root, join(folder, made))
}

function findFile({ cwd, root }: Project, word: string): string | undefined {
  const path = [cwd, root]
    .map((base) => resolve(base, word))
    .find((one) => statSync(one, { throwIfNoEntry: false })?.isFile() === true)
  const file = path === undefined ? '' : relative(root, path)
  return file === '' || file.startsWith('..') || isAbsolute(file) ? undefined : withSlashes(file)
}

function ofPart(project: Project, word: string, tests: readonly LastTest[]): string {
  try {
    return findOneCassette(project, word).cassette.file
  } catch (error) {
    const ending = tests.filter(({ name }) => endsOf(name.split(' › ')).includes(plainName(word)))
    const found = error instanceof RewindUsageError ? onlyOne(ending, word) : undefined
    if (found === undefined) throw error
    return found
  }
}

/** Says whether there is a cassette at a path. */
export function hasCassette({ root }: Project, file: string): boolean {
  return existsSync(join(root, file))
}
