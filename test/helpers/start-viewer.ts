import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const COMMAND = join(import.meta.dirname, '../../dist/cli.js')

/** A `rewind view` that runs. */
export interface RunningViewer extends AsyncDisposable {
  readonly url: string
}

/**
 * Starts `rewind view` in a folder, and waits for its address. It is ended, as by Ctrl-C, when the returned object is
 * disposed of.
 */
export async function startViewer(
  cwd: string,
  words: readonly string[] = [],
  variables: Readonly<Record<string, string>> = {},
): Promise<RunningViewer> {
  const child = spawn(process.execPath, [COMMAND, 'view', ...words], {
    cwd,
    env: { ...process.env, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve())
  })
  let complaint = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text
  })
  const lines = createInterface(child.stdout)
  const url = await new Promise<string>((resolve, reject) => {
    lines.once('line', resolve)
    child.once('close', () => reject(new Error(`rewind view ended: ${complaint}`)))
  })
  return {
    url,
    async [Symbol.asyncDispose]() {
      child.kill('SIGINT')
      await ended
    },
  }
}
