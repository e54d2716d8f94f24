import { remedyFor, type Runner } from '../set-up/runners.ts'
import { editConfig, type ListEntry } from './edit-config.ts'
import type { Change } from './step.ts'

/** What a step of a runner adds. */
export const WHAT = 'rewind, and its reporter'

/** Adds to the lists of a runner's configuration; where that cannot be done, says what is to be put there by hand. */
export function addLists(
  text: string,
  runner: Runner,
  { lists, language }: { readonly lists: readonly ListEntry[]; readonly language: 'script' | 'json' },
): Change {
  const edit = editConfig(text, lists, language)
  if (edit.kind === 'unclear') return { kind: 'by-hand', why: edit.why, remedy: remedyFor(runner, text) }
  return edit.text === text ? { kind: 'same' } : { kind: 'write', content: edit.text, isNew: false }
}
