import { styleText } from 'node:util'

const DIFFERENCE = /^ {12}([-+]) /
const CONTINUED = /^ {14}/

/**
 * Colours the differences in the message of an error, where the runner prints in colours.
 *
 * @param variables - the environment: runners say there whether their workers may use colours
 * @returns the same error
 */
export function paintError(error: Error, variables: Readonly<Record<string, string | undefined>>): Error {
  if (!hasColours(variables)) return error
  const before = error.message
  error.message = paint(before)
  if (error.stack !== undefined) error.stack = error.stack.replace(before, () => error.message)
  return error
}

function paint(message: string): string {
  let sign: string | undefined
  return message
    .split('\n')
    .map((line) => {
      sign = DIFFERENCE.exec(line)?.[1] ?? (CONTINUED.test(line) ? sign : undefined)
      if (sign === undefined) return line
      return styleText(sign === '-' ? 'red' : 'green', line, { validateStream: false })
    })
    .join('\n')
}

// Jest says it with FORCE_COLOR, Vitest with FORCE_TTY: the output of a worker is a pipe.
function hasColours({ NO_COLOR, FORCE_COLOR, FORCE_TTY }: Readonly<Record<string, string | undefined>>): boolean {
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false'
  return process.stdout.isTTY || FORCE_TTY === 'true'
}
