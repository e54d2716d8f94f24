import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** A server that a test drives, in a process of its own that can record. */
export interface App extends AsyncDisposable {
  readonly port: string
}

/** Starts a program that prints its port. Ends it, if it has not ended by itself. */
export async function startApp(
  root: string,
  words: readonly string[],
  variables: Readonly<Record<string, string>>,
): Promise<App> {
  const child = spawn(process.execPath, ['--import', 'rewind/register', ...words], {
    cwd: root,
    env: { ...process.env, CI: '', ...variables },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await once(child.stdout, 'data')
  return {
    port: String(line).trim(),
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null) return
      const ended = once(child, 'close')
      child.kill()
      await ended
    },
  }
}
