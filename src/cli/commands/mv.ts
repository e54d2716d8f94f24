import { existsSync } from 'node:fs'
import { basename, resolve } from 'node:path'

import { readLastRun } from '../../cassette/disk/last-run.ts'
import { showPath } from '../../cassette/disk/store.ts'
import { serializeCassette } from '../../cassette/form/serialize.ts'
import { sha256 } from '../../process/sha256.ts'
import type { Command, CommandInput, CommandResult } from '../command.ts'
import type { MoveReport } from '../json-reports.ts'
import { RewindUsageError } from '../usage-error.ts'

export const moveCommand: Command = {
  name: 'mv',
  takes: '<from> <to>',
  description: 'Move a cassette after its test was renamed or moved.',
  examples: [['mv "cassettes/test/a.test.ts/old name.yaml" "cassettes/test/a.test.ts/new name.yaml"', 'one cassette']],
  run: move,
}

function move({ project, words: [from = '', to = ''] }: CommandInput): CommandResult {
  const [source, target] = [resolve(project.cwd, from), resolve(project.cwd, to)]
  const cassette = project.store.read(source)
  if (cassette === undefined)
    throw new RewindUsageError({ summary: `there is no cassette ${from}`, remedy: 'npx rewind list' })
  if (existsSync(target))
    throw new RewindUsageError({
      summary: `${to} is there already`,
      remedy: 'npx rewind show what is in it, or delete it',
    })
  const shown = showPath(project.root, target)
  const test =
    readLastRun(project.root)?.tests.find((known) => known.cassette === shown)?.name ?? basename(target, '.yaml')
  const calls = cassette.entries.map((entry) => entry.call())
  project.store.write(target, serializeCassette({ ...cassette.header, test }, calls, sha256))
  project.store.remove(source)
  const json: MoveReport = { version: 1, from: showPath(project.root, source), to: shown, test }
  return { exit: 0, json, text: () => `${json.from} → ${json.to}` }
}
