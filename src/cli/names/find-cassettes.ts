import { isAbsolute, relative, resolve, sep } from 'node:path'

import { formatThings } from '../../report/format.ts'
import { didYouMean, nearestWord } from '../../text/nearest-word.ts'
import { quoteWord } from '../../text/quote-word.ts'
import { relativePath, withSlashes } from '../../text/relative-path.ts'
import type { Project } from '../project.ts'
import { RewindUsageError } from '../usage-error.ts'
import { globPattern, isGlob } from './glob.ts'
import { findTestName, knownCassettes, type KnownCassette } from './known-cassettes.ts'
import { packagesBelow } from './packages-below.ts'
import { endsOf, plainName } from './test-names.ts'

/** A cassette that was named, and which of its calls. */
export interface NamedCassette {
  readonly cassette: KnownCassette
  /** 1-based number; undefined where all calls are meant. */
  readonly call: number | undefined
}

/**
 * Finds the cassettes that words name: each a path (of a cassette, a folder, or a test file), a glob, or a test's name,
 * with `#3` behind it for one call. All cassettes where there are no words.
 *
 * @throws {RewindUsageError} for a word that names nothing; without words, where packages below alone have cassettes
 */
export function findCassettes(project: Project, words: readonly string[]): readonly NamedCassette[] {
  const known = knownCassettes(project)
  if (words.length === 0) {
    if (known.length === 0) assertNoneBelow(project)
    return known.map((cassette) => ({ cassette, call: undefined }))
  }
  const found = words.flatMap((word) => findWord(project, word, known))
  const whole = new Set(found.flatMap(({ cassette, call }) => (call === undefined ? [cassette.path] : [])))
  const each = found.filter(({ cassette, call }) => call === undefined || !whole.has(cassette.path))
  return [...new Map(each.map((named) => [`${named.cassette.path}#${named.call ?? ''}`, named])).values()]
}

// At the root of a monorepo, "nothing is wrong" would be said of nothing.
function assertNoneBelow(project: Project): void {
  const packages = packagesBelow(project)
  const [first] = packages
  if (first === undefined) return
  throw new RewindUsageError({
    summary: `there are no cassettes here, but in ${formatThings(packages.length, 'package')} below`,
    details: packages.slice(0, MOST_NAMED).map((folder) => `  ${folder}`),
    remedy: `name a package, one at a time: ${quoteWord(first)}`,
  })
}

/**
 * Finds the one cassette that a word names.
 *
 * @throws {RewindUsageError} where it names none, or several
 */
export function findOneCassette(project: Project, word: string): NamedCassette {
  const found = findWord(project, word, knownCassettes(project))
  const [first, second] = found
  if (first !== undefined && second === undefined) return first
  throw new RewindUsageError({
    summary: `${JSON.stringify(word)} names ${found.length} cassettes, and one is meant`,
    details: found.slice(0, MOST_NAMED).map(({ cassette }) => `  ${cassette.file}`),
    remedy: `name one of them: ${found[0]?.cassette.file}`,
  })
}

const MOST_NAMED = 20

function findWord(project: Project, word: string, known: readonly KnownCassette[]): readonly NamedCassette[] {
  const whole = match(project, word, known)
  if (whole.length > 0) return whole.map((cassette) => ({ cassette, call: undefined }))
  const [, name, number] = /^(.*)#(\d+)$/u.exec(word) ?? []
  if (name === '') {
    throw new RewindUsageError({
      summary: `${JSON.stringify(word)} names a call, and not its cassette`,
      remedy: `put its test before it: ${quoteWord(`greets Ann${word}`)}`,
    })
  }
  const numbered = name === undefined ? [] : match(project, name, known)
  if (numbered.length > 0) return numbered.map((cassette) => ({ cassette, call: callOf(cassette, Number(number)) }))
  throw nothingFound(project, name ?? word, known)
}

function callOf(cassette: KnownCassette, number: number): number {
  const { length } = cassette.open().entries
  if (number >= 1 && number <= length) return number
  throw new RewindUsageError({
    summary: `${cassette.file} has ${formatThings(length, 'call')}, and no call ${number}`,
    remedy: length === 0 ? 'npx rewind list' : `name one of them: ${cassette.file}#1 to #${length}`,
  })
}

// The most exact meaning of a word counts.
function match(project: Project, word: string, known: readonly KnownCassette[]): readonly KnownCassette[] {
  const meanings = isGlob(word) ? [matchGlob, matchPath, matchTest] : [matchPath, matchTest]
  for (const meaning of meanings) {
    const found = meaning(project, word, known)
    if (found.length > 0) return found
  }
  return []
}

// From where it was typed, from the root, or below the folder of the cassettes.
function matchPath(project: Project, word: string, known: readonly KnownCassette[]): readonly KnownCassette[] {
  const bases = [project.cwd, project.root, project.cassettes()]
  for (const base of bases) {
    const path = resolve(base, word)
    const below = relative(project.root, path)
    const folders = [
      path,
      ...(below.startsWith('..') || isAbsolute(below) ? [] : [resolve(project.cassettes(), below)]),
    ]
    const found = known.filter(
      (cassette) =>
        folders.some((folder) => cassette.path === folder || cassette.path.startsWith(folder + sep)) ||
        cassette.path === `${path}.yaml`,
    )
    if (found.length > 0) return found
  }
  return []
}

function matchGlob(project: Project, word: string, known: readonly KnownCassette[]): readonly KnownCassette[] {
  const pattern = globPattern(withSlashes(word).replace(/^\.\//u, ''))
  const folder = project.cassettes()
  return known.filter((cassette) => {
    const below = relativePath(folder, cassette.path)
    return [cassette.file, below, below.replace(/\.yaml$/u, '')].some((name) => pattern.test(name))
  })
}

// The full name, else its end: the name of a suite and a test, or of a test alone.
function matchTest(_project: Project, word: string, known: readonly KnownCassette[]): readonly KnownCassette[] {
  const wanted = plainName(word)
  const named = known.map((cassette) => ({ cassette, segments: (findTestName(cassette) ?? '').split(' › ') }))
  const full = named.filter(({ segments }) => plainName(segments.join(' › ')) === wanted)
  const found = full.length > 0 ? full : named.filter(({ segments }) => endsOf(segments).includes(wanted))
  return found.map(({ cassette }) => cassette)
}

function nothingFound(project: Project, word: string, known: readonly KnownCassette[]): RewindUsageError {
  const folder = relativePath(project.root, project.cassettes()) || '.'
  if (known.length === 0) {
    return new RewindUsageError({
      summary: `there are no cassettes in ${folder}`,
      remedy: 'run your tests once to record them; if they are elsewhere, set cassettes or REWIND_CASSETTES',
    })
  }
  const names = known.flatMap((cassette) => {
    const segments = (findTestName(cassette) ?? '').split(' › ')
    return [...segments.map((_, index) => segments.slice(index).join(' › ')), cassette.file]
  })
  const wanted = plainName(word)
  const containing = names.find((name) => plainName(name).includes(wanted))
  const nearest =
    containing ??
    nearestWord(
      word,
      names.filter((name) => name !== ''),
    )
  return new RewindUsageError({
    summary: `no cassette is called ${JSON.stringify(word)}${didYouMean(nearest && JSON.stringify(nearest))}`,
    remedy: 'npx rewind list',
  })
}
