import packageJson from '../../../package.json' with { type: 'json' }
import { isRecord } from '../../text/is-record.ts'
import { parseJson } from '../../text/parse-json.ts'
import type { Project } from '../project.ts'
import { advice, lineOf, problem, readProjectFile, type Problem } from './problem.ts'
import { versionOf } from './runner-configs.ts'

/** Looks whether this rewind is that of the project. */
export function checkInstallation(project: Project): readonly Problem[] {
  const file = readProjectFile(project, 'package.json')
  const manifest = file === undefined ? undefined : parseJson(file.text)
  if (file === undefined || !isRecord(manifest) || manifest['name'] === packageJson.name) return []
  return [...checkVersion(project), ...checkDependency(manifest, file.text)]
}

function checkVersion(project: Project): readonly Problem[] {
  const installed = versionOf(project, 'rewind')
  if (installed === undefined || installed === packageJson.version) return []
  const message = `this command is rewind ${packageJson.version}, and the project has ${installed}`
  return [
    problem({ file: 'package.json', kind: 'other-version', message, remedy: 'npm install --save-dev rewind@latest' }),
  ]
}

function checkDependency(manifest: Readonly<Record<string, unknown>>, text: string): readonly Problem[] {
  const has = (field: string): boolean => isRecord(manifest[field]) && manifest[field]['rewind'] !== undefined
  const remedy = 'npm install --save-dev rewind'
  if (has('devDependencies')) return []
  if (has('dependencies')) {
    const line = lineOf(text, /"rewind"\s*:/u)
    const message = 'rewind is among the dependencies that are shipped'
    return [advice({ file: 'package.json', line, kind: 'shipped', message, remedy })]
  }
  const message = 'package.json does not name rewind: a fresh checkout has none, and npx takes any version'
  return [advice({ file: 'package.json', kind: 'not-a-dependency', message, remedy })]
}
