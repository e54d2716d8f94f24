import type { Project } from '../project.ts'
import { MANIFEST, manifestOf } from '../set-up/manifest.ts'
import { languageOf, withoutComments } from '../set-up/parse-script.ts'
import { readProjectFile, type TextFile } from '../set-up/project-file.ts'
import { findConfig } from '../set-up/runner-configs.ts'
import { RUNNERS } from '../set-up/runners.ts'
import { addLists, WHAT } from './add-lists.ts'
import { hasField, type ListEntry } from './edit-config.ts'
import type { Step } from './step.ts'

const LISTS: readonly ListEntry[] = [
  { path: ['setupFilesAfterEnv'], add: "'rewind/jest'", at: 'start' },
  { path: ['reporters'], add: "'rewind/jest-reporter'", at: 'end', beside: ["'default'"] },
]

/** Sets Jest up. */
export function setUpJest(project: Project): Step {
  const name = findConfig(project, RUNNERS.jest)
  const manifest = manifestOf(project)
  const part = manifest?.value['jest']
  if (name === undefined && part === undefined) {
    const isModule = manifest?.value['type'] === 'module'
    const content = `${isModule ? 'export default' : 'module.exports ='} { ${RUNNERS.jest.lines} }\n`
    return { file: 'jest.config.js', what: WHAT, change: { kind: 'write', content, isNew: true } }
  }
  // Jest takes a text there for the path of its configuration.
  const own = typeof part === 'string' ? part.replace(/^\.\//u, '') : MANIFEST
  const config = readProjectFile(project, name ?? own)
  if (config !== undefined) return setUpConfig(config)
  const why = `there is no ${own}, which package.json names`
  return { file: own, what: WHAT, change: { kind: 'by-hand', why, remedy: RUNNERS.jest.lines } }
}

function setUpConfig(config: TextFile): Step {
  const { file, text } = config
  const within = file === MANIFEST ? ['jest'] : []
  const language = languageOf(file)
  const plain = withoutComments(config)
  if (/preset['"]?\s*:\s*['"]rewind['"]/u.test(plain)) return { file, what: WHAT, change: { kind: 'same' } }
  if (hasField(text, [...within, 'projects'], language)) {
    const remedy = `in each project, put 'rewind/jest' first in setupFilesAfterEnv; beside projects, put 'rewind/jest-reporter' last in reporters, behind 'default'`
    const isDone = /rewind\/jest['"]/u.test(plain)
    return { file, what: WHAT, change: isDone ? { kind: 'same' } : { kind: 'by-hand', why: 'it has projects', remedy } }
  }
  const lists = LISTS.map((entry) => ({ ...entry, path: [...within, ...entry.path] }))
  return { file, what: WHAT, change: addLists(text, RUNNERS.jest, { lists, language }) }
}
