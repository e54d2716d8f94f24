import packageJson from '../../../package.json' with { type: 'json' }
import { isRecord } from '../../text/unknown/is-record.ts'
import type { Project } from '../project.ts'
import { installedVersion } from '../set-up/installed-version.ts'
import { MANIFEST, readManifest } from '../set-up/manifest.ts'
import { lineOf } from '../set-up/project-file.ts'
import { advice, problem, type Problem } from './problem.ts'

/** Looks whether this rewind is that of the project. */
export function checkInstallation(project: Project): readonly Problem[] {
  const state = readManifest(project)
  if (state.kind === 'none') return []
  if (state.kind === 'broken') {
    const { line, why } = state
    const remedy = 'correct it: until then, neither npm nor Node.js can read it'
    return [problem({ file: MANIFEST, line, kind: 'manifest', message: `this is not JSON: ${why}`, remedy })]
  }
  const { value, text } = state.manifest
  return value['name'] === packageJson.name ? [] : [...checkVersion(project), ...checkDependency(value, text)]
}

function checkVersion(project: Project): readonly Problem[] {
  const installed = installedVersion(project, 'rewind')
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
    const message = 'rewind is in dependencies, and would be shipped'
    return [advice({ file: 'package.json', line, kind: 'shipped', message, remedy })]
  }
  const message = 'package.json does not name rewind: a fresh checkout has none, and npx takes any version'
  return [advice({ file: 'package.json', kind: 'not-a-dependency', message, remedy })]
}
