import { styleText } from 'node:util'

/** How a text can be painted. */
type Paint = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan' | 'strikethrough' | 'underline'

/** Where the output of a command goes. */
export interface Terminal {
  /** Columns of a line; undefined where it is not a terminal, and lines may have any length. */
  readonly columns: number | undefined
  /** Whether a person sits there. */
  readonly isInteractive: boolean
  /** Paints a text; gives it back as it is where colours are off. */
  readonly paint: (style: Paint, text: string) => string
  /** Says how far a long work has come, where a person waits for it. */
  readonly progress: (done: number, all: number, thing: string) => void
}

/** The terminal of a process. */
export function createTerminal(process: NodeJS.Process): Terminal {
  const isColored = hasColors(process)
  const isInteractive = process.stdout.isTTY && process.stdin.isTTY
  let last = 0
  return {
    columns: process.stdout.isTTY ? Math.max(NARROWEST, process.stdout.columns) : undefined,
    isInteractive,
    paint: (style, text) => (isColored ? styleText(style, text, { validateStream: false }) : text),
    progress(done, all, thing) {
      if (!process.stderr.isTTY) return
      const now = Date.now()
      if (done >= all) process.stderr.write(last === 0 ? '' : '\r\u001B[K')
      else if (now - last > PROGRESS_MS) process.stderr.write(`\r\u001B[K${done} of ${all} ${thing}`)
      else return
      last = done >= all ? 0 : now
    },
  }
}

const NARROWEST = 40
const PROGRESS_MS = 200

// https://no-color.org and https://force-color.org
function hasColors({ env, stdout }: NodeJS.Process): boolean {
  if ((env['NO_COLOR'] ?? '') !== '') return false
  if ((env['FORCE_COLOR'] ?? '') !== '') return env['FORCE_COLOR'] !== '0'
  return stdout.isTTY && env['TERM'] !== 'dumb'
}
