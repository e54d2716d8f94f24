import { readdirSync } from 'node:fs'

import { RewindError, RewindOptionsError } from '../../errors.ts'
import { DEFAULT_LLM_HOSTS } from '../../providers/default-hosts.ts'
import type { Project } from '../project.ts'
import { lineOf, readProjectFile, type TextFile } from '../set-up/project-file.ts'
import { summaryLine } from '../summary-line.ts'
import { advice, problem, type Problem } from './problem.ts'

/** Loads the configuration, and looks at what it says. */
export function checkConfiguration(project: Project): readonly Problem[] {
  const files = configFiles(project)
  const [file] = files
  try {
    const options = project.options()
    return file === undefined ? [] : [...checkMode(file, options.mode), ...checkHosts(file)]
  } catch (error) {
    if (!(error instanceof RewindError)) throw error
    const kind = files.length > 1 ? 'two-configurations' : 'configuration'
    const shorten = (text: string): string => text.replaceAll(`${project.root}/`, '')
    const message = shorten(summaryLine(error))
    return [
      problem({
        file: file?.file ?? 'rewind.config',
        line: error instanceof RewindOptionsError ? error.line : undefined,
        kind,
        message,
        remedy: shorten(error.remedy),
      }),
    ]
  }
}

function configFiles(project: Project): readonly TextFile[] {
  const names = readdirSync(project.root).filter((name) => /^rewind\.config\.(?:[cm]?[jt]s|json)$/u.test(name))
  return names.flatMap((name) => readProjectFile(project, name) ?? [])
}

function checkMode({ file, text }: TextFile, mode: string): readonly Problem[] {
  const line = lineOf(text, /\bmode['"]?\s*:/u)
  if (line === undefined || (mode !== 'record' && mode !== 'off')) return []
  const message =
    mode === 'record' ? 'every run goes live and pays, also in CI' : 'nothing is recorded and nothing is replayed'
  const remedy = `delete the mode, and set it where it is wanted: REWIND_MODE=${mode}`
  return [problem({ file, line, kind: 'fixed-mode', message: `mode is ${mode}: ${message}`, remedy })]
}

function checkHosts({ file, text }: TextFile): readonly Problem[] {
  const list = /\bhosts['"]?\s*:\s*\[([^\]]*)\]/u.exec(text)?.[1] ?? ''
  const needless = DEFAULT_LLM_HOSTS.find((host) => list.includes(`'${host}'`) || list.includes(`"${host}"`))
  if (needless === undefined) return []
  const line = text.split('\n').findIndex((one) => one.includes(needless)) + 1
  const message = `${needless} is recorded by default`
  return [advice({ file, line, kind: 'needless-host', message, remedy: `delete it from hosts` })]
}
