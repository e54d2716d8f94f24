import { statSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'

import { writeWhole } from '../cassette/disk/write-whole.ts'
import { explainSystemError } from './explain-system-error.ts'
import type { Project } from './project.ts'

/**
 * Writes a file that was named on the command line, whole or not at all; a pipe or a device is written to.
 *
 * @param file - as it was typed
 * @throws {RewindError} `REWIND_FILE`
 */
export function writeOutput({ cwd, root }: Project, file: string, text: string): void {
  const path = resolve(cwd, file)
  try {
    const isPlain = statSync(path, { throwIfNoEntry: false })?.isFile() ?? true
    if (isPlain) writeWhole(path, Buffer.from(text))
    else writeFileSync(path, text)
  } catch (error) {
    throw explainSystemError(error, root, path) ?? error
  }
}
