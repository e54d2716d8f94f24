import type { Project } from '../project.ts'
import { withoutComments } from '../set-up/parse-script.ts'
import { readProjectFile } from '../set-up/project-file.ts'
import { findConfig } from '../set-up/runner-configs.ts'
import { RUNNERS } from '../set-up/runners.ts'
import { addLists, WHAT } from './add-lists.ts'
import { addImport, editConfig, hasField, type ListEntry } from './edit-config.ts'
import type { Change, Step } from './step.ts'

const LISTS: readonly ListEntry[] = [
  { path: ['test', 'setupFiles'], add: "'rewind/vitest'", at: 'start' },
  { path: ['test', 'reporters'], add: "'rewind/reporter'", at: 'end', beside: ["'default'"] },
]

/** Sets Vitest up. */
export function setUpVitest(project: Project): Step {
  const name = findConfig(project, RUNNERS.vitest)
  const config = name === undefined ? undefined : readProjectFile(project, name)
  if (config === undefined) {
    const content = `import { defineConfig } from 'vitest/config'\n\nexport default defineConfig({ ${RUNNERS.vitest.lines} })\n`
    return { file: 'vitest.config.ts', what: WHAT, change: { kind: 'write', content, isNew: true } }
  }
  const { file, text } = config
  if (withoutComments(config).includes('rewind/plugin')) return { file, what: WHAT, change: { kind: 'same' } }
  // Projects do not inherit set-up files; the plugin adds them to each.
  const isWorkspace = hasField(text, ['test', 'projects'])
  const change = isWorkspace ? addPlugin(text) : addLists(text, RUNNERS.vitest, { lists: LISTS, language: 'script' })
  return {
    file,
    what: WHAT,
    change: change.kind === 'write' ? { ...change, content: withTypes(change.content) } : change,
  }
}

// Vite's own types know nothing of `test`: https://vitest.dev/config
function withTypes(text: string): string {
  if (!/from ['"]vite['"]/u.test(text) || /vitest\/config|types=["']vitest/u.test(text)) return text
  return `/// <reference types="vitest/config" />${text.includes('\r\n') ? '\r\n' : '\n'}${text}`
}

function addPlugin(text: string): Change {
  const edit = editConfig(text, [{ path: ['plugins'], add: 'rewind()', at: 'start' }])
  const remedy = "import { rewind } from 'rewind/plugin', and put rewind() first in plugins"
  if (edit.kind === 'unclear') return { kind: 'by-hand', why: edit.why, remedy }
  return { kind: 'write', content: addImport(edit.text, 'rewind', 'rewind/plugin'), isNew: false }
}
