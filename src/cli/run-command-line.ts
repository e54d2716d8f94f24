import type { Command as Parser } from 'commander'

import { internalError, RewindError } from '../errors.ts'
import { findProjectRoot } from '../options/config/config-file.ts'
import type { CollectRun, ExitCode } from './command.ts'
import { COMMANDS } from './commands.ts'
import { explainSystemError, reasonOf } from './explain-system-error.ts'
import { helpReport, versionReport } from './help-report.ts'
import type { FailureReport } from './json-reports.ts'
import { isJsonAsked, normalizeWords } from './normalize-words.ts'
import { printable, printableJson } from './printable.ts'
import { createProgram } from './program.ts'
import { openProject } from './project.ts'
import { createTerminal } from './terminal.ts'

/**
 * Runs the command line: what a command says goes to stdout, as text or as one JSON document, and its code becomes that
 * of the process.
 *
 * @param words - what was typed after `rewind`
 * @param collectRun - collects what runners report
 */
export async function runCommandLine(words: readonly string[], collectRun: CollectRun): Promise<void> {
  leaveWhereClosed(process.stdout)
  leaveWhereClosed(process.stderr)
  try {
    process.exitCode = await run(words, collectRun)
  } catch (error) {
    process.exitCode = fail(error, isJsonAsked(words))
  }
}

async function run(typed: readonly string[], collectRun: CollectRun): Promise<number> {
  const isJson = isJsonAsked(typed)
  const { words, command } = normalizeWords(typed, COMMANDS)
  let exit = 0
  const program = await createProgram(COMMANDS, async (chosen, input) => {
    const terminal = createTerminal(process)
    const project = openProject(process.cwd(), process.env, chosen.followsItsWords === true ? input.words : [])
    const result = await chosen.run({ ...input, project, terminal, collectRun })
    print(isJson ? asJson(result.json) : printableText(result.text()))
    exit = result.exit
  })
  if (isJson) silence(program)
  try {
    await program.parseAsync(words, { from: 'user' })
    return exit
  } catch (error) {
    const ended = endOfHelp(error, words[0])
    if (ended === undefined) throw error
    if (isJson) print(asJson(ended.of === 'version' ? versionReport() : helpReport(command ? [command] : COMMANDS)))
    return ended.exit
  }
}

function silence(program: Parser): void {
  for (const parser of [program, ...program.commands])
    parser.configureOutput({ writeOut: () => {}, writeErr: () => {} })
}

function asJson(value: unknown): string {
  return printableJson(JSON.stringify(value, undefined, 2))
}

// Bytes are as they are: the caller has asked for exactly these.
function printableText(text: string | Uint8Array): string | Uint8Array {
  return typeof text === 'string' ? printable(text) : text
}

function print(text: string | Uint8Array): void {
  if (text.length === 0) return
  process.stdout.write(typeof text !== 'string' || text.endsWith('\n') ? text : `${text}\n`)
}

// `rewind list | head` closes the pipe early: nobody is left to read.
function leaveWhereClosed(stream: NodeJS.WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit()
    if (stream !== process.stderr) process.stderr.write(`${explainOutput(error).message}\n`)
    process.exit(2)
  })
}

function explainOutput(cause: Error): RewindError {
  return new RewindError('REWIND_FILE', {
    summary: `the output cannot be written: ${reasonOf(cause)}`,
    remedy: 'free some space, or send it elsewhere',
    cause,
  })
}

function fail(thrown: unknown, isJson: boolean): ExitCode {
  const error = thrown instanceof RewindError ? thrown : explainOther(thrown)
  const { code, remedy } = error
  process.stderr.write(`${printable(error.message)}\n`)
  if (error.code === 'REWIND_INTERNAL' && thrown instanceof Error) process.stderr.write(`${thrown.stack ?? ''}\n`)
  if (isJson) {
    const report: FailureReport = { version: 1, error: { code, message: withoutRemedy(error), remedy } }
    print(asJson(report))
  }
  return error.code === 'REWIND_INTERNAL' ? 3 : 2
}

function explainOther(thrown: unknown): RewindError {
  return explainSystemError(thrown, projectRoot()) ?? internalError('run this command', thrown)
}

// The folder that it was started in may be gone.
function projectRoot(): string {
  try {
    return findProjectRoot(process.cwd())
  } catch {
    return ''
  }
}

// Help and version end the parser as errors do; without a command, the help is all there is to say.
function endOfHelp(
  thrown: unknown,
  first: string | undefined,
): { readonly of: 'help' | 'version'; readonly exit: ExitCode } | undefined {
  if (!(thrown instanceof Error) || !('code' in thrown)) return undefined
  if (thrown.code === 'commander.version') return { of: 'version', exit: 0 }
  if (thrown.code === 'commander.help') return { of: 'help', exit: first === 'help' ? 0 : 2 }
  return 'exitCode' in thrown && thrown.exitCode === 0 ? { of: 'help', exit: 0 } : undefined
}

// The code and the remedy have fields of their own.
function withoutRemedy({ summary, details }: RewindError): string {
  return [summary, ...details].join('\n')
}
