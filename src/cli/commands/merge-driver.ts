import { spawnSync } from 'node:child_process'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'

import { RewindError } from '../../errors.ts'
import type { Command, CommandInput, CommandResult } from '../command.ts'
import type { MergeReport } from '../json-reports.ts'
import { uniteCassettes, type CassetteState } from '../merge/unite-cassettes.ts'
import { removedCassette } from '../names/known-cassettes.ts'
import type { Project } from '../project.ts'
import { RewindUsageError } from '../usage-error.ts'

/** `rewind merge-driver`. */
export const mergeDriverCommand: Command = {
  name: 'merge-driver',
  takes: '<base> <ours> <theirs>',
  description: 'Merge two versions of a cassette call by call. Git calls it, once npx rewind init has set it up.',
  examples: [['merge-driver %O %A %B', 'as the driver in the configuration of git']],
  run: merge,
}

// The result is written over ours; exit code 1 says that there are conflicts in it.
function merge({ project, words }: CommandInput): CommandResult {
  const [base = '', ours = '', theirs = ''] = words.map((word) => fileOf(project, word))
  const united = unite(project, { base, ours, theirs })
  if (united === undefined) return mergeLines({ base, ours, theirs })
  writeFileSync(ours, united)
  return resultOf('united')
}

function fileOf(project: Project, word: string): string {
  const path = resolve(project.cwd, word)
  if (statSync(path, { throwIfNoEntry: false })?.isFile() === true) return path
  throw new RewindUsageError({
    summary: `there is no file ${JSON.stringify(word)}: git calls merge-driver, with three versions of a cassette`,
    remedy: 'npx rewind init sets it up; then git merge calls it',
  })
}

interface MergeFiles {
  readonly base: string
  readonly ours: string
  readonly theirs: string
}

function unite(project: Project, { base, ours, theirs }: MergeFiles): string | undefined {
  try {
    const states = { base: read(project, base), ours: read(project, ours), theirs: read(project, theirs) }
    return uniteCassettes(states)
  } catch (error) {
    if (!(error instanceof RewindError)) throw error
    // One of them is not a cassette that can be read: a person sees it among the lines.
    return undefined
  }
}

// A file that both sides have made has an empty one before it.
function read(project: Project, path: string): CassetteState {
  const text = readFileSync(path, 'utf8')
  if (text === '') return { text, cassette: { header: { rewind: 2, test: '' }, entries: [] } }
  const cassette = project.store.read(join(project.cassettes(), basename(path)), path)
  if (cassette === undefined) throw removedCassette(path)
  return { text, cassette }
}

// As git does without a driver.
function mergeLines({ base, ours, theirs }: MergeFiles): CommandResult {
  const { status, error } = spawnSync('git', [
    'merge-file',
    '-L',
    'ours',
    '-L',
    'base',
    '-L',
    'theirs',
    ours,
    base,
    theirs,
  ])
  if (error !== undefined || status === null || status < 0 || status > 127)
    throw new RewindUsageError({
      summary: `git merge-file failed${error === undefined ? '' : `: ${error.message}`}`,
      remedy: 'keep one side (git checkout --ours or --theirs), and record the test again',
      cause: error,
    })
  return resultOf(status === 0 ? 'merged by lines' : 'conflict')
}

function resultOf(merged: MergeReport['merged']): CommandResult {
  const json: MergeReport = { version: 1, merged }
  return { exit: merged === 'conflict' ? 1 : 0, json, text: () => '' }
}
