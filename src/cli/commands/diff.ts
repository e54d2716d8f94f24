import { posix } from 'node:path'

import { showPath } from '../../cassette/disk/store.ts'
import { loadPrices } from '../../providers/prices/prices.ts'
import { withoutControls } from '../../report/format.ts'
import type { Command, CommandInput, CommandResult } from '../command.ts'
import { changedFiles, explainChanges, explainSame } from '../diff/changed-files.ts'
import { compareCassettes } from '../diff/compare-cassettes.ts'
import { openSides } from '../diff/open-sides.ts'
import { pairFiles } from '../diff/pair-files.ts'
import { renderDiff } from '../diff/render-diff.ts'
import { renderMarkdown } from '../diff/render-markdown.ts'
import { costOf, explainCost } from '../diff/totals.ts'
import type { DiffReport, MovedRecording } from '../json-reports.ts'
import { packagesOfLastRun, type Project } from '../project.ts'
import { setTable } from '../table.ts'

/** `rewind diff`. */
export const diffCommand: Command = {
  name: 'diff',
  takes: '[from] [to]',
  description: 'Show what changed in recorded requests and answers, word for word.',
  options: [
    ['--stat', 'one line a cassette'],
    ['--markdown', 'for a comment on a pull request'],
    ['--exit-code', 'exit with 1 where something differs'],
  ],
  examples: [
    ['diff', 'the last commit against the work tree'],
    ['diff main', 'main against the work tree'],
    ['diff origin/main...HEAD --markdown', 'what a pull request changes'],
    ['diff old/cassettes cassettes', 'two folders, or two cassettes'],
  ],
  followsItsWords: true,
  run: diff,
}

async function diff(input: CommandInput): Promise<CommandResult> {
  const { project, options, terminal, words } = input
  const packages = words.length === 0 ? packagesOfLastRun(project) : []
  const own = await compare(project, input)
  const others: DiffReport[] = []
  for (const other of packages) others.push(await compare(other, input))
  const moved = [own, ...others].flatMap((report) => report.moved)
  const calls = [own, ...others].flatMap((report) => report.calls)
  const json: DiffReport = { ...own, moved, calls }
  const text = await render(json, { options, terminal })
  const isSame = calls.length === 0 && moved.length === 0
  return { exit: options['exitCode'] === true && !isSame ? 1 : 0, json, text: () => text }
}

// Paths are shown as they are from the project that the command was typed in.
async function compare(project: Project, { project: shownFrom, terminal, words }: CommandInput): Promise<DiffReport> {
  using sides = openSides(project, words)
  const { before, after, prefix } = sides
  const price = await loadPrices(project.options().prices)
  const folder = project === shownFrom ? prefix : posix.join(showPath(shownFrom.root, project.root), prefix)
  const shown = (path: string): string => (folder === '' ? path : `${folder}/${path}`)
  const pairs = pairFiles(before, after)
  const moved: MovedRecording[] = []
  const calls = pairs.flatMap((pair, index) => {
    terminal.progress(index + 1, pairs.length, 'cassettes')
    const states = {
      before: pair.before === undefined ? undefined : before.read(pair.before),
      after: pair.after === undefined ? undefined : after.read(pair.after),
    }
    const isMoved = pair.before !== undefined && pair.after !== undefined && pair.before !== pair.after
    if (isMoved && !before.isCassette)
      moved.push({ from: shown(pair.before), to: shown(pair.after), test: states.after?.header.test ?? '' })
    return compareCassettes(shown(pair.after ?? pair.before ?? ''), states, price)
  })
  return { version: 1, from: before.name, to: after.name, moved, calls }
}

function render(json: DiffReport, { options, terminal }: Pick<CommandInput, 'options' | 'terminal'>): Promise<string> {
  if (options['markdown'] === true) return renderMarkdown(json)
  return options['stat'] === true ? Promise.resolve(renderStat(json)) : renderDiff(json, terminal)
}

function renderStat(report: DiffReport): string {
  const files = changedFiles(report)
  if (files.length === 0) return explainSame(report)
  const rows = files.map((changed) => {
    const { file, from, calls } = changed
    const path = withoutControls(from === undefined ? file : `${from} → ${file}`)
    return [path, explainChanges(changed), explainCost(costOf(calls))]
  })
  return setTable(COLUMNS, rows).join('\n')
}

const COLUMNS = [
  { title: 'cassette', align: 'left' },
  { title: 'calls', align: 'left' },
  { title: 'cost', align: 'left' },
] as const
