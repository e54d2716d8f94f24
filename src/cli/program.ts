import type { Command as Parser } from 'commander'

import packageJson from '../../package.json' with { type: 'json' }
import { didYouMean } from '../text/nearest-word.ts'
import type { Command } from './command.ts'
import { RewindUsageError } from './usage-error.ts'

/** Called with the command that was typed, and its arguments. */
export type OnCommand = (
  command: Command,
  input: { readonly words: readonly string[]; readonly options: Readonly<Record<string, unknown>> },
) => Promise<void>

/** Makes the parser of the command line. It throws {@link RewindUsageError} for words that it does not know. */
export async function createProgram(commands: readonly Command[], onCommand: OnCommand): Promise<Parser> {
  const { Command: CommandParser, CommanderError } = await import('commander')
  const program = configure(new CommandParser('rewind'))
    .description('Shows, checks and repairs recorded LLM calls, and imports those of other tools.')
    .version(packageJson.version, '-v, --version', 'print the version')
    .usage('<command> [options]')
    .addHelpText('after', EXIT_CODES)
  for (const command of commands)
    program.addCommand(configure(parserOf(new CommandParser(command.name), command, onCommand)))
  program.configureHelp({ showGlobalOptions: false })
  return program

  function configure(parser: Parser): Parser {
    return parser
      .helpOption('-h, --help', 'say what a command does, with examples')
      .showHelpAfterError(false)
      .configureOutput({ outputError: () => {} })
      .exitOverride((error) => {
        if (!(error instanceof CommanderError) || error.exitCode === 0 || error.code === 'commander.help') throw error
        throw usageError(error.message, parser)
      })
  }
}

const EXIT_CODES = `
Names: a path, a glob, a test's name, or <cassette>#3 for its third call.
Exit codes: 0 clean, 1 findings, 2 usage or configuration or unreadable, 3 could not tell.`

function parserOf(parser: Parser, command: Command, onCommand: OnCommand): Parser {
  const { takes, description, options = [], examples, name } = command
  parser.description(description)
  if (takes !== undefined) parser.arguments(takes)
  for (const [flags, effect, times] of options) {
    if (times === 'repeatable') parser.option(flags, effect, addValue, [])
    else if (flags.includes('<'))
      parser.option(flags, effect, (value, before?: string) => takeOnce(flags, value, before))
    else parser.option(flags, effect)
  }
  parser.option('--json', 'print one JSON document')
  const width = Math.max(...examples.map(([words]) => words.length))
  const lines = examples.map(([words, effect]) => `  $ npx rewind ${words.padEnd(width)}  ${effect}`)
  parser.addHelpText('after', `\nExamples:\n${lines.join('\n')}`)
  return parser.action(async () => {
    // A path that is empty is the folder that it was typed in: all of it.
    if (parser.args.some((word) => word.trim() === '') && name !== 'run')
      throw new RewindUsageError({ summary: 'a name is empty', remedy: `npx rewind ${name} --help` })
    await onCommand(command, { words: parser.args, options: parser.opts() })
  })
}

// Not as commander's own lists, which take every word that follows.
function addValue(value: string, before: readonly string[]): readonly string[] {
  return [...before, value]
}

// The last of several would be taken, and the others go unsaid.
function takeOnce(flags: string, value: string, before: string | undefined): string {
  if (before === undefined) return value
  throw new RewindUsageError({
    summary: `${flags} is given twice: ${before} and ${value}`,
    remedy: 'give it once',
  })
}

function usageError(message: string, parser: Parser): RewindUsageError {
  const [found = message, hint = ''] = message.replace(/^error: /u, '').split('\n')
  const name = parser.name() === 'rewind' ? 'rewind' : `rewind ${parser.name()}`
  const missing = /^missing required argument '(.*)'$/u.exec(found)?.[1]
  const problem = missing === undefined ? found : `${name} ${parser.usage()}: <${missing}> is missing`
  const meant = /Did you mean (?:one of )?(?<names>.*)\?/u.exec(hint)?.groups?.['names']
  return new RewindUsageError({
    summary: `${problem}${didYouMean(meant)}`,
    remedy: `npx ${name} --help`,
  })
}
