import { chmodSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

import { runProcess } from '../run-process.ts'
import { createRecordedProject, type RecordedProject } from './recorded-project.ts'

const COMMAND = join(import.meta.dirname, '../../../dist/cli.js')
/** `nobody`: who may write everywhere, as in a container, is not kept from a folder by its mode. */
const STRANGER = 65_534

/** Makes a project whose folders take no new files once `close` was called, whoever runs the tests. */
export function createReadOnlyProject(files: Readonly<Record<string, string>> = {}): RecordedProject & {
  /** Takes the right to write from every folder, and lets the command run as one who cannot take it back. */
  close(): void
} {
  const project = createRecordedProject(files)
  return {
    ...project,
    rewind: (...words) =>
      runProcess(process.execPath, [COMMAND, ...words], { cwd: project.root, variables: {}, ...stranger() }),
    close: () => setModes(project.root, 0o555),
    async [Symbol.asyncDispose]() {
      setModes(project.root, 0o755)
      await project[Symbol.asyncDispose]()
    },
  }
}

function stranger(): { readonly user?: number } {
  return process.getuid?.() === 0 ? { user: STRANGER } : {}
}

function setModes(folder: string, mode: number): void {
  chmodSync(folder, mode)
  for (const entry of readdirSync(folder, { withFileTypes: true }))
    if (entry.isDirectory()) setModes(join(folder, entry.name), mode)
}
