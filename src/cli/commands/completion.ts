import { didYouMean, nearestWord } from '../../text/nearest-word.ts'
import type { Command, CommandInput, CommandResult } from '../command.ts'
import { scriptFor, SHELLS } from '../completion/shell-scripts.ts'
import type { CompletionReport } from '../json-reports.ts'
import { RewindUsageError } from '../usage-error.ts'

/**
 * Makes the command that prints the script of a shell.
 *
 * @param commands - gives all commands, this one included
 */
export function completionCommand(commands: () => readonly Command[]): Command {
  return {
    name: 'completion',
    takes: '<shell>',
    description: 'Print a script that completes commands and flags in bash, zsh or fish.',
    examples: [
      ['completion bash', 'eval "$(npx rewind completion bash)" in ~/.bashrc'],
      ['completion fish', 'npx rewind completion fish | source'],
    ],
    run: ({ words }: CommandInput): CommandResult => {
      const [name = ''] = words
      const shell = SHELLS.find((one) => one === name)
      if (shell === undefined) {
        const nearest = nearestWord(name, SHELLS)
        throw new RewindUsageError({
          summary: `there is completion for bash, zsh and fish, not for ${JSON.stringify(name)}${didYouMean(nearest)}`,
          remedy: `npx rewind completion ${nearest ?? 'bash'}`,
        })
      }
      const script = scriptFor(shell, commands())
      const json: CompletionReport = { version: 1, shell, script }
      return { exit: 0, json, text: () => script }
    },
  }
}
