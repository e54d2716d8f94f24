import { formatCount, formatThings, joinFacts, withoutControls } from '../../report/format.ts'
import { sum } from '../../report/sums.ts'
import type { ImportedFile, ImportReport } from '../json-reports.ts'
import type { Terminal } from '../terminal.ts'

/** Renders what was imported, file by file, and what to do next. */
export function renderImport(
  { files }: ImportReport,
  { terminal, isDry }: { readonly terminal: Terminal; readonly isDry: boolean },
): string {
  const calls = sum(files.map((file) => file.calls))
  const others = sum(files.map((file) => file.otherHosts))
  const refused = files.filter((file) => file.refused !== undefined).length
  const sums = [
    `${formatThings(calls, 'call')} ${isDry ? 'would be imported' : 'imported'} from ${formatThings(files.length - refused, 'file')}`,
    others === 0 ? undefined : `${formatCount(others)} to other hosts left out`,
    refused === 0 ? undefined : `${formatThings(refused, 'file')} refused`,
  ]
  return [
    ...files.flatMap((file) => explainFile(file, terminal)),
    '',
    joinFacts(sums),
    ...(calls === 0 || isDry
      ? []
      : ['next      run your tests: what they ask is taken from there, and written as their own cassettes']),
  ].join('\n')
}

function explainFile(report: ImportedFile, { paint }: Terminal): readonly string[] {
  const { file, format, calls, otherHosts, lost, filled, refused, line } = report
  const place = paint('bold', withoutControls(line === undefined ? file : `${file}:${line}`))
  if (refused !== undefined) return [`${place} ${paint('yellow', 'refused')} ${withoutControls(refused)}`]
  const others = otherHosts === 0 ? '' : `, ${formatCount(otherHosts)} to other hosts`
  return [
    `${place} ${format}: ${formatThings(calls, 'call')}${others}`,
    ...lost.map((what) => `  lost    ${withoutControls(what)}`),
    ...filled.map((what) => `  filled  ${withoutControls(what)}`),
  ]
}
