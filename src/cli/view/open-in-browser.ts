import { spawn } from 'node:child_process'

/** Opens an address in the browser that this machine prefers; where that does not work, it was printed. */
export function openInBrowser(url: string): void {
  const [program, ...parameters] = commandFor(process.platform)
  const child = spawn(program, [...parameters, url], { stdio: 'ignore', detached: true })
  // Not every machine has one.
  child.on('error', () => {})
  child.unref()
}

function commandFor(platform: NodeJS.Platform): readonly [program: string, ...parameters: readonly string[]] {
  if (platform === 'darwin') return ['open']
  return platform === 'win32' ? ['cmd', '/c', 'start', ''] : ['xdg-open']
}
