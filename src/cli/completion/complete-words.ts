import type { Command } from '../command.ts'

/** What may be typed after some words. */
export interface Completion {
  readonly word: string
  readonly description: string
}

/**
 * Completes a command line: the name of a command, or a flag of one. Where neither can be, the shell completes files.
 *
 * @param words - what was typed after `rewind`, the last one unfinished
 */
export function completeWords(commands: readonly Command[], words: readonly string[]): readonly Completion[] {
  const last = words.at(-1) ?? ''
  const [name] = words
  const candidates =
    words.length <= 1
      ? commands.map((command) => ({ word: command.name, description: command.description }))
      : flagsOf(commands.find((command) => command.name === name))
  return last.startsWith('-') || words.length <= 1 ? candidates.filter(({ word }) => word.startsWith(last)) : []
}

function flagsOf(command: Command | undefined): readonly Completion[] {
  if (command === undefined) return []
  const flags: NonNullable<Command['options']> = [
    ...(command.options ?? []),
    ['--json', 'print one JSON document'],
    ['--help', 'say what it does, with examples'],
  ]
  return flags.flatMap(([spelled, description]) => {
    const word = /--[a-z-]+/u.exec(spelled)?.[0]
    return word === undefined ? [] : [{ word, description }]
  })
}
