import { testsAndFiles } from '../by-test.ts'
import { withoutControls } from '../format.ts'
import { groupDivergences } from '../group-divergences.ts'
import type { RunReport } from '../run-report.ts'

/** GitHub shows no more than ten of a step. */
const SHOWN = 10

/**
 * Renders the divergences of a run as annotations of GitHub Actions: one for all that differ in the same way.
 *
 * @param pathOf - gives the path of a file from the root of the repository, by that from the project root
 * @returns workflow commands, one a line; none where nothing diverged
 */
export function renderAnnotations(report: RunReport, pathOf: (file: string) => string): readonly string[] {
  return groupDivergences(testsAndFiles(report))
    .slice(0, SHOWN)
    .flatMap(({ what, members }) => {
      const [first] = members
      if (first === undefined) return []
      const { place, message } = first.divergence
      const { file, line } = place ?? { file: first.test.file, line: 1 }
      const count = members.length === 1 ? '' : `${members.length} × `
      const properties = [
        `file=${escapeProperty(pathOf(file))}`,
        `line=${line}`,
        `title=${escapeProperty(`${count}${what}`)}`,
      ]
      return [`::error ${properties.join(',')}::${escapeMessage(message)}`]
    })
}

function escapeProperty(text: string): string {
  return escapeMessage(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}

function escapeMessage(text: string): string {
  return text
    .split('\n')
    .map((line) => withoutControls(line).replaceAll('%', '%25'))
    .join('%0A')
}
