import { accessSync, constants, statSync } from 'node:fs'

import { countPool } from '../../cassette/disk/import-pool.ts'
import { findObsolete } from '../../cassette/disk/last-run.ts'
import { listCassettes } from '../../cassette/disk/list-cassettes.ts'
import { RewindCassetteError, RewindError } from '../../errors.ts'
import { formatThings } from '../../report/format.ts'
import { relativePath } from '../../text/relative-path.ts'
import { knownCassettes } from '../names/known-cassettes.ts'
import type { Project } from '../project.ts'
import { summaryLine } from '../summary-line.ts'
import { advice, problem, withOptions, type Check, type Problem } from './problem.ts'

/** Looks at the folder of the cassettes, and at what waits beside it. */
export const checkCassetteFolder: Check = withOptions((project) => {
  const folder = checkFolder(project)
  const isReadable = folder.every(({ kind }) => kind !== 'not-a-folder')
  return [
    ...folder,
    ...(isReadable ? checkCassettes(project) : []),
    ...checkUnfinished(project),
    ...checkImported(project),
    ...checkObsolete(project),
  ]
})

function checkFolder(project: Project): readonly Problem[] {
  const folder = project.cassettes()
  const file = relativePath(project.root, folder)
  const stats = statSync(folder, { throwIfNoEntry: false })
  if (stats === undefined) {
    const remedy = 'run your tests once, with the keys of the providers set'
    return [advice({ file, kind: 'nothing-recorded', message: 'nothing is recorded yet', remedy })]
  }
  if (!stats.isDirectory()) {
    const remedy = `move it away, or name another folder: cassettes: 'recordings' in rewind.config.ts`
    return [
      problem({
        file,
        kind: 'not-a-folder',
        message: 'there is a file where the folder of cassettes should be',
        remedy,
      }),
    ]
  }
  try {
    accessSync(folder, constants.W_OK)
    return []
  } catch {
    return [
      problem({ file, kind: 'read-only', message: 'the folder cannot be written to', remedy: `chmod u+w ${file}` }),
    ]
  }
}

// The first that is broken: `verify` finds all.
function checkCassettes(project: Project): readonly Problem[] {
  for (const cassette of knownCassettes(project)) {
    try {
      cassette.open()
    } catch (error) {
      if (!(error instanceof RewindError)) throw error
      return [explainBroken(cassette.file, error)]
    }
  }
  return []
}

function explainBroken(file: string, error: RewindError): Problem {
  const { line, fault }: Pick<RewindCassetteError, 'line' | 'fault'> =
    error instanceof RewindCassetteError ? error : { line: undefined, fault: undefined }
  const place = { file, line, message: summaryLine(error) }
  switch (fault) {
    case 'version':
      return problem({ ...place, kind: 'other-format', remedy: error.remedy })
    case 'conflict':
      return problem({ ...place, kind: 'conflict', remedy: error.remedy })
    case undefined:
      return problem({ ...place, kind: 'unreadable', remedy: 'npx rewind verify names all of them' })
    default:
      return fault satisfies never
  }
}

function checkUnfinished(project: Project): readonly Problem[] {
  const left = listCassettes(project.local('unfinished'), 'deep')
  if (left.length === 0) return []
  const wait = left.length === 1 ? 'waits for its test' : 'wait for their tests'
  const message = `${formatThings(left.length, 'recorded call')} ${wait} to pass`
  const remedy = 'run the tests again: what was paid for is taken from there'
  return [advice({ file: '.rewind/unfinished', kind: 'unfinished', message, remedy })]
}

function checkImported({ root }: Project): readonly Problem[] {
  const waiting = countPool(root)?.waiting ?? 0
  if (waiting === 0) return []
  const wait = waiting === 1 ? 'waits for a test that makes it' : 'wait for a test that makes them'
  const message = `${formatThings(waiting, 'imported call')} ${wait}: until then, replay records nothing new`
  const remedy = 'run your tests; npx rewind import --clear forgets them'
  return [advice({ file: '.rewind/import', kind: 'imported', message, remedy })]
}

function checkObsolete({ root }: Project): readonly Problem[] {
  const left = findObsolete(root).untouched
  const [file] = left
  if (file === undefined) return []
  const them = left.length === 1 ? 'it' : 'them'
  const message = `${formatThings(left.length, 'cassette')} of no test, as the last complete run found ${them}`
  return [advice({ file, kind: 'obsolete', message, remedy: 'npx rewind prune' })]
}
