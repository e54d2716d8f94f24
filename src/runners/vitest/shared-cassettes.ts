import type { TestReport } from '../../report/test-report.ts'
import { relativePath } from '../../text/relative-path.ts'

/** A test file as one project ran it. */
interface ProjectFile {
  /** Absolute path. */
  readonly path: string
  readonly project: string
  readonly reports: readonly TestReport[]
}

/**
 * Finds test files that several projects of a run recorded: the projects share the cassettes, and the last one to write
 * wins.
 *
 * @param files - the test files of the run
 * @param root - the project root, which paths in messages are relative to
 * @returns a warning for each, with its fix
 */
export function warnOfSharedCassettes(files: readonly ProjectFile[], root: string): readonly string[] {
  const recorded = files.filter(({ reports }) =>
    reports.some(({ calls }) => calls.some(({ kind }) => kind === 'recorded')),
  )
  return [...Map.groupBy(recorded, ({ path }) => path)].flatMap(([path, ofPath]) => {
    const projects = [...new Set(ofPath.map(({ project }) => project))]
    if (projects.length < 2) return []
    const shown = relativePath(root, path)
    return `${shown} was recorded by the projects ${projects.join(', ')}, which share its cassettes: call configure({ cassettes: 'cassettes/<project>' }) in a set-up file of each`
  })
}
