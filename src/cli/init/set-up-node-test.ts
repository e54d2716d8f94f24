import type { Project } from '../project.ts'
import { MANIFEST, manifestOf } from '../set-up/manifest.ts'
import { scriptsOf } from '../set-up/runner-configs.ts'
import { RUNNERS } from '../set-up/runners.ts'
import type { Step } from './step.ts'

const WHAT = 'rewind in the scripts of node:test'
const { setUp, lines } = RUNNERS['node-test']

/** Sets node:test up: in the scripts that start it. */
export function setUpNodeTest(project: Project): Step {
  const scripts = scriptsOf(project, 'node-test')
  const open = scripts.filter(({ words }) => !setUp.test(words))
  const text = manifestOf(project)?.text
  if (scripts.length === 0 || text === undefined) {
    const why = 'no script runs node --test'
    return { file: MANIFEST, what: WHAT, change: { kind: 'by-hand', why, remedy: `"test": "${lines}"` } }
  }
  if (open.length === 0) return { file: MANIFEST, what: WHAT, change: { kind: 'same' } }
  const content = open.reduce((edited, { words }) => addFlag(edited, words), text)
  return { file: MANIFEST, what: WHAT, change: { kind: 'write', content, isNew: false } }
}

// As it is written in the file: the rest of it stays.
function addFlag(text: string, words: string): string {
  const added = words.replace(NODE, '$& --import rewind/node-test')
  return text.replace(JSON.stringify(words), () => JSON.stringify(added))
}

// The one that `--test` belongs to.
const NODE = /\b(?:node|tsx)(?=\s[^;&|]*--test(?:[\s=]|$))/u
