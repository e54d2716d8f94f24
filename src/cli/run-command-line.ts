import { internalError, RewindError } from '../errors.ts'
import { findProjectRoot } from '../options/config/config-file.ts'
import type { CollectRun, ExitCode } from './command.ts'
import { COMMANDS } from './commands.ts'
import { explainSystemError, reasonOf } from './explain-system-error.ts'
import type { FailureReport } from './json-reports.ts'
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
  // What comes after `--` is another program's.
  const end = words.indexOf('--')
  const isJson = (end === -1 ? words : words.slice(0, end)).includes('--json')
  try {
    const program = await createProgram(COMMANDS, async (command, input) => {
      const terminal = createTerminal(process)
      const result = await command.run({
        ...input,
        project: openProject(process.cwd(), process.env),
        terminal,
        collectRun,
      })
      print(isJson ? JSON.stringify(result.json, undefined, 2) : result.text())
      process.exitCode = result.exit
    })
    await program.parseAsync(words, { from: 'user' })
  } catch (error) {
    process.exitCode = fail(error, isJson)
  }
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
  const ended = exitOfHelp(thrown)
  if (ended !== undefined) return ended
  const error = thrown instanceof RewindError ? thrown : explainOther(thrown)
  const { code, remedy } = error
  process.stderr.write(`${error.message}\n`)
  if (error.code === 'REWIND_INTERNAL' && thrown instanceof Error) process.stderr.write(`${thrown.stack ?? ''}\n`)
  if (isJson) {
    const report: FailureReport = { version: 1, error: { code, message: summaryOf(error), remedy } }
    print(JSON.stringify(report, undefined, 2))
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
function exitOfHelp(thrown: unknown): ExitCode | undefined {
  if (!(thrown instanceof Error)) return undefined
  if ('exitCode' in thrown && thrown.exitCode === 0) return 0
  return 'code' in thrown && thrown.code === 'commander.help' ? 2 : undefined
}

// The code and the remedy have fields of their own.
function summaryOf({ message, code }: RewindError): string {
  const lines = message.split('\n').filter((line) => !line.startsWith('  fix  '))
  return lines.join('\n').replace(`  [${code}]`, '')
}
