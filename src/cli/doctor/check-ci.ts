import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

import { relativePath } from '../../text/relative-path.ts'
import type { Project } from '../project.ts'
import { installedVersion } from '../set-up/installed-version.ts'
import { lineOf, readProjectFile, type TextFile } from '../set-up/project-file.ts'
import { advice, problem, withOptions, type Check, type Problem } from './problem.ts'

const WORKFLOWS = '.github/workflows'
const LIVE_MODE = /REWIND_MODE['"]?\s*[:=]\s*['"]?(?:replay|update|record|off)\b/u
const NO_CI = /^\s*CI['"]?\s*:\s*['"]?(?:false|0|'')['"]?\s*$/mu

/** Looks at what runs the tests elsewhere, and at tools that write files. */
export const checkCi: Check = withOptions((project) => [
  ...workflowsOf(project).flatMap(checkWorkflow),
  ...checkFormatter(project),
])

function workflowsOf(project: Project): readonly TextFile[] {
  const folder = join(project.root, WORKFLOWS)
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => /\.ya?ml$/u.test(name)) : []
  return names.flatMap((name) => readProjectFile(project, `${WORKFLOWS}/${name}`) ?? [])
}

// A job that is started by hand may record.
function checkWorkflow({ file, text }: TextFile): readonly Problem[] {
  const isAutomatic = /\b(?:push|pull_request)\b/u.test(text)
  const mode = isAutomatic ? lineOf(text, LIVE_MODE) : undefined
  const noCi = lineOf(text, NO_CI)
  return [
    ...(mode === undefined
      ? []
      : [
          problem({
            file,
            line: mode,
            kind: 'ci-mode',
            message: 'every push may go live: in CI, the mode is strict without this line',
            remedy: 'delete this line',
          }),
        ]),
    ...(noCi === undefined
      ? []
      : [
          problem({
            file,
            line: noCi,
            kind: 'ci-hidden',
            message: 'this says that the run is not in CI, so tests without a cassette go live',
            remedy: 'delete this line, or set REWIND_MODE: strict',
          }),
        ]),
  ]
}

function checkFormatter(project: Project): readonly Problem[] {
  const folder = relativePath(project.root, project.cassettes())
  const file = '.prettierignore'
  const isUsed = installedVersion(project, 'prettier') !== undefined
  if (!isUsed || (readProjectFile(project, file)?.text ?? '').includes(folder)) return []
  const message = 'Prettier changes the format of cassettes: they stay readable, but every recording gives a diff'
  return [advice({ file, kind: 'formatter', message, remedy: `add a line: ${folder}` })]
}
