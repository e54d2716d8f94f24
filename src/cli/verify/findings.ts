import type { RewindError } from '../../errors.ts'
import { formatThings, withoutControls } from '../../report/format.ts'
import type { CommandResult } from '../command.ts'
import type { Finding, FindingsReport } from '../json-reports.ts'
import { summaryLine } from '../summary-line.ts'
import type { Terminal } from '../terminal.ts'

/** Makes the finding for an error that reading a cassette threw. */
export function findingOf(file: string, error: RewindError & { readonly line?: number | undefined }): Finding {
  const { remedy, line } = error
  const summary = summaryLine(error)
  // The place has fields of its own.
  const place = [`${file}:${line} `, `${file} `].find((start) => summary.startsWith(start)) ?? ''
  const problem = summary.slice(place.length)
  return { file, ...(line === undefined ? {} : { line }), kind: 'unreadable', message: problem, remedy }
}

/**
 * Makes the result of a command that looks for what is wrong: exit 1 where it found something.
 *
 * @param clean - what is said where nothing was found
 */
export function resultOfFindings(findings: readonly Finding[], clean: string, terminal: Terminal): CommandResult {
  const json: FindingsReport = { version: 1, findings }
  return {
    exit: findings.length === 0 ? 0 : 1,
    json,
    text: () => (findings.length === 0 ? clean : renderFindings(findings, terminal)),
  }
}

/** Renders findings: a line that an editor can open, then what to do; the same remedy is said once. */
function renderFindings(findings: readonly Finding[], { paint }: Terminal): string {
  const lines = findings.flatMap(({ file, line, call, kind, message, remedy }, index) => {
    const place = line === undefined ? file : `${file}:${line}`
    const which = call === undefined ? '' : ` call ${call}:`
    const isSaid = findings[index + 1]?.remedy === remedy
    return [
      `${paint('bold', withoutControls(place))} ${paint('yellow', kind)}${which} ${withoutControls(message)}`,
      ...(isSaid ? [] : [`  fix  ${remedy}`]),
    ]
  })
  return [...lines, '', formatThings(findings.length, 'finding')].join('\n')
}
