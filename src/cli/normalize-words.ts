import { didYouMean, nearestWord } from '../text/nearest-word.ts'
import type { Command } from './command.ts'
import { RewindUsageError } from './usage-error.ts'

/** Words that were typed, as the parser takes them. */
interface TypedWords {
  readonly words: readonly string[]
  /** The one that they name. */
  readonly command: Command | undefined
}

/**
 * Brings what was typed into one form: the command first, `help list` as `list --help`, `--json` where the command can
 * see it.
 *
 * @param typed - what was typed after `rewind`
 * @throws {RewindUsageError} for a command that is not known
 */
export function normalizeWords(typed: readonly string[], commands: readonly Command[]): TypedWords {
  const isJson = isJsonAsked(typed)
  const end = endOfOwn(typed)
  const plain = [...typed.slice(0, end).filter((word) => word !== '--json'), ...typed.slice(end)]
  const [first, ...rest] = plain[0] === 'help' && plain.length > 1 ? [...plain.slice(1), '--help'] : plain
  if (first === undefined || first === 'help' || first.startsWith('-')) return { words: plain, command: undefined }
  const command = find(first, commands)
  return { words: [first, ...(isJson ? ['--json'] : []), ...rest], command }
}

/** Says whether what was typed asks for JSON. */
export function isJsonAsked(typed: readonly string[]): boolean {
  return typed.slice(0, endOfOwn(typed)).includes('--json')
}

// What comes after `--` is another program's.
function endOfOwn(typed: readonly string[]): number {
  const end = typed.indexOf('--')
  return end === -1 ? typed.length : end
}

function find(word: string, commands: readonly Command[]): Command {
  const command = commands.find(({ name }) => name === word)
  if (command !== undefined) return command
  const nearest = nearestWord(
    word,
    commands.map(({ name }) => name),
  )
  throw new RewindUsageError({
    summary: `unknown command '${word}'${didYouMean(nearest)}`,
    remedy: 'npx rewind --help',
  })
}
