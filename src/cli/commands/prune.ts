import { rmSync } from 'node:fs'
import { join, sep } from 'node:path'

import { findObsolete, readLastRun } from '../../cassette/disk/last-run.ts'
import { formatThings } from '../../report/format.ts'
import type { Command, CommandInput, CommandResult } from '../command.ts'
import type { Finding, FindingsReport } from '../json-reports.ts'
import { openProject, type Project } from '../project.ts'
import { checkOrphans } from '../verify/check-orphans.ts'
import { resultOfFindings } from '../verify/findings.ts'

/** `rewind prune`. */
export const pruneCommand: Command = {
  name: 'prune',
  description: 'Remove cassettes of no test, as the last complete run found them.',
  options: [['--yes', 'remove them; without it they are only shown']],
  examples: [
    ['prune', 'shows what would be removed, and why'],
    ['prune --yes', 'removes it'],
  ],
  run: prune,
}

function prune({ project, options, terminal }: CommandInput): CommandResult {
  const run = readLastRun(project.root)
  if (run === undefined || !run.isComplete) {
    const message = run === undefined ? 'no run is known' : 'the last run left tests out, so it does not know them all'
    const remedy = 'run all tests once, then npx rewind prune'
    const finding: Finding = { file: '.rewind/last-run', kind: 'unknown', message, remedy }
    const json: FindingsReport = { version: 1, findings: [finding] }
    return { exit: 3, json, text: () => `cannot tell: ${message}\n  fix  ${remedy}` }
  }
  const found = findObsolete(project.root)
  // What that file says is taken for a cassette only where cassettes are.
  const isCassette = (file: string): boolean =>
    file.endsWith('.yaml') && join(project.root, file).startsWith(ownerOf(project, file).cassettes() + sep)
  const untouched = found.untouched.filter(isCassette)
  const changed = found.changed.filter(isCassette)
  const certain = [...untouched.map(obsoleteFinding), ...checkOrphans(project)]
  const unsure = changed.map(changedFinding)
  const shown = resultOfFindings([...certain, ...unsure], 'nothing to remove', terminal)
  const exit = unsure.length > 0 ? 3 : shown.exit
  if (options['yes'] !== true || certain.length === 0) return { ...shown, exit }
  for (const file of untouched) ownerOf(project, file).store.remove(join(project.root, file))
  for (const { file } of checkOrphans(project)) rmSync(join(project.root, file), { force: true })
  const left = unsure.map(({ file, message }) => `left ${file}: ${message}`)
  const text = (): string => [`removed ${formatThings(certain.length, 'file')}`, ...left].join('\n')
  return { exit: unsure.length > 0 ? 3 : 0, json: shown.json, text }
}

// A run from the root of a monorepo has found those of its packages.
function ownerOf(project: Project, file: string): Project {
  return openProject(project.root, project.variables, [file])
}

function changedFinding(file: string): Finding {
  return {
    file,
    kind: 'unknown',
    message: 'no test had it in the last run, but it was written or moved here since',
    remedy: 'run all tests once, then npx rewind prune',
  }
}

function obsoleteFinding(file: string): Finding {
  return {
    file,
    kind: 'obsolete',
    message: 'no test has this cassette',
    remedy: 'npx rewind prune --yes; if its test was renamed, npx rewind mv moves it',
  }
}
