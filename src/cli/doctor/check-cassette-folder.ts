import { accessSync, constants, existsSync, readdirSync } from 'node:fs'
import { relative, sep } from 'node:path'

import { RewindError } from '../../errors.ts'
import type { Finding } from '../json-reports.ts'
import { knownCassettes } from '../names/known-cassettes.ts'
import type { Project } from '../project.ts'

/** Looks at the folder of the cassettes, and at what waits beside it. */
export function checkCassetteFolder(project: Project): readonly Finding[] {
  try {
    return [...checkFolder(project), ...checkCassettes(project), ...checkUnfinished(project)]
  } catch (error) {
    // The configuration is broken, which is a finding already.
    if (error instanceof RewindError) return []
    throw error
  }
}

function checkFolder(project: Project): readonly Finding[] {
  const folder = project.cassettes()
  const file = relative(project.root, folder).split(sep).join('/')
  if (!existsSync(folder)) {
    const remedy = 'run your tests once, with the keys of the providers set'
    return [{ file, kind: 'advice', message: 'nothing is recorded yet', remedy }]
  }
  try {
    accessSync(folder, constants.W_OK)
    return []
  } catch {
    return [{ file, kind: 'read-only', message: 'the folder cannot be written to', remedy: `chmod u+w ${file}` }]
  }
}

// The first that is broken: `verify` finds all.
function checkCassettes(project: Project): readonly Finding[] {
  for (const cassette of knownCassettes(project)) {
    try {
      cassette.open()
    } catch (error) {
      if (!(error instanceof RewindError)) throw error
      const message = (error.message.split('\n')[0] ?? '').replace(`  [${error.code}]`, '')
      return [{ file: cassette.file, kind: 'unreadable', message, remedy: 'npx rewind verify names all of them' }]
    }
  }
  return []
}

function checkUnfinished(project: Project): readonly Finding[] {
  const folder = project.local('unfinished')
  const left = existsSync(folder)
    ? readdirSync(folder, { recursive: true }).filter((name) => String(name).endsWith('.yaml'))
    : []
  if (left.length === 0) return []
  return [
    {
      file: '.rewind/unfinished',
      kind: 'advice',
      message: `${left.length} recorded calls wait for their tests to pass`,
      remedy: 'run the tests again: what was paid for is taken from there',
    },
  ]
}
