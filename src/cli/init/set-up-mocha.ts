import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { isMap, isScalar, isSeq, parseDocument } from 'yaml'

import type { Project } from '../project.ts'
import { MANIFEST, manifestOf } from '../set-up/manifest.ts'
import { languageOf, withoutComments } from '../set-up/parse-script.ts'
import { readProjectFile, type TextFile } from '../set-up/project-file.ts'
import { findConfig, scriptsOf } from '../set-up/runner-configs.ts'
import { RUNNERS } from '../set-up/runners.ts'
import { addLists } from './add-lists.ts'
import type { Change, Step } from './step.ts'

const WHAT = 'rewind'

/** Sets Mocha up. */
export function setUpMocha(project: Project): Step {
  const name = findConfig(project, RUNNERS.mocha)
  const isInManifest = name === undefined && manifestOf(project)?.value['mocha'] !== undefined
  const scripts = scriptsOf(project, 'mocha')
  const config = readProjectFile(project, name ?? MANIFEST)
  if (scripts.length > 0 && scripts.every(({ words }) => RUNNERS.mocha.setUp.test(words)))
    return { file: MANIFEST, what: WHAT, change: { kind: 'same' } }
  const module = moduleFor(project)
  if (config === undefined || (name === undefined && !isInManifest)) {
    const content = `{ "require": ["${module}"] }\n`
    return { file: '.mocharc.json', what: WHAT, change: { kind: 'write', content, isNew: true } }
  }
  return { file: config.file, what: WHAT, change: addTo(config, module) }
}

// Mocha looks for what it requires from its own folder, where pnpm shows it nothing else.
function moduleFor({ root }: Project): string {
  const isPnpm = existsSync(join(root, 'pnpm-lock.yaml')) || existsSync(join(root, 'node_modules/.pnpm'))
  return isPnpm ? './node_modules/rewind/dist/mocha.js' : 'rewind/mocha'
}

function addTo(config: TextFile, module: string): Change {
  const { file, text } = config
  const part = file === MANIFEST ? ['mocha'] : []
  const plain = withoutComments(config)
  if (file !== MANIFEST && RUNNERS.mocha.setUp.test(plain)) return { kind: 'same' }
  if (/\.ya?ml$/u.test(file)) return addToYaml(text, module)
  const lists = [{ path: [...part, 'require'], add: `'${module}'`, at: 'start' as const }]
  return addLists(text, RUNNERS.mocha, { lists, language: languageOf(file) })
}

function addToYaml(text: string, module: string): Change {
  const document = parseDocument(text)
  const [problem] = document.errors
  const remedy = RUNNERS.mocha.additions
  if (problem !== undefined) {
    const line = problem.linePos?.[0].line ?? 1
    return { kind: 'by-hand', why: `line ${line} cannot be parsed: ${problem.message.split('\n')[0]}`, remedy }
  }
  const { contents } = document
  if (contents !== null && !isMap(contents)) return { kind: 'by-hand', why: 'it is not a map', remedy }
  const known: unknown = document.get('require', true)
  if (isSeq(known)) known.items.unshift(document.createNode(module))
  else document.set('require', [module, ...(isScalar(known) && known.value !== null ? [known.value] : [])])
  return { kind: 'write', content: document.toString({ lineWidth: 0 }), isNew: false }
}
