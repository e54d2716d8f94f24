import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { relativePath } from '../../text/relative-path.ts'
import { configValue } from '../git/config-value.ts'
import { findWorkTree } from '../git/work-tree.ts'
import type { Project } from '../project.ts'
import type { Step } from './step.ts'

/** The settings of git for this clone: how cassettes are shown in diffs, and merged. */
const GIT_VALUES: readonly (readonly [name: string, value: string])[] = [
  ['diff.rewind.textconv', 'npx rewind show --or-raw'],
  ['diff.rewind.cachetextconv', 'true'],
  ['merge.rewind.name', 'merges cassettes call by call'],
  ['merge.rewind.driver', 'npx rewind merge-driver %O %A %B'],
]

/** Sets git up: line endings and drivers in `.gitattributes`, and the drivers themselves in the configuration. */
export function setUpGit(project: Project): readonly Step[] {
  if (findWorkTree(project.root).kind === 'none') return []
  return [setUpAttributes(project), setUpConfiguration(project)]
}

/** Lists the lines of `.gitattributes`. */
function attributesFor(project: Project): readonly string[] {
  const folder = relativePath(project.root, project.cassettes())
  return [`${folder}/**/*.yaml text eol=lf diff=rewind merge=rewind`, `${folder}/**/.files/* binary`]
}

function setUpAttributes(project: Project): Step {
  const file = '.gitattributes'
  const path = join(project.root, file)
  const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
  const known = new Set(text.split(/\r?\n/u).map((line) => line.trim()))
  const missing = attributesFor(project).filter((line) => !known.has(line))
  const what = 'line endings and drivers for cassettes'
  if (missing.length === 0) return { file, what, change: { kind: 'same' } }
  const end = text.includes('\r\n') ? '\r\n' : '\n'
  const before = text === '' || text.endsWith('\n') ? text : `${text}${end}`
  const content = `${before}${missing.map((line) => `${line}${end}`).join('')}`
  return { file, what, change: { kind: 'write', content, isNew: text === '' } }
}

function setUpConfiguration({ root }: Project): Step {
  const values = GIT_VALUES.filter(([name, value]) => configValue(root, name) !== value)
  return {
    file: '.git/config',
    what: 'drivers that show cassettes in diffs and merge them',
    change: values.length === 0 ? { kind: 'same' } : { kind: 'git-config', values },
  }
}
