import { statSync, writeFileSync } from 'node:fs'
import { resolve, sep } from 'node:path'

import { writeWhole } from '../cassette/disk/write-whole.ts'
import { explainSystemError } from './explain-system-error.ts'
import type { Project } from './project.ts'
import { RewindUsageError } from './usage-error.ts'

/**
 * Writes a file that was named on the command line, whole or not at all; a pipe or a device is written to.
 *
 * @param file - as it was typed
 * @throws {RewindError} `REWIND_FILE`; `REWIND_USAGE` where it lies among the cassettes
 */
export function writeOutput(project: Project, file: string, text: string): void {
  const path = resolve(project.cwd, file)
  if (path.startsWith(project.cassettes() + sep)) {
    const remedy = 'name a file elsewhere'
    throw new RewindUsageError({ summary: `${file} is among the cassettes, which are not written over`, remedy })
  }
  try {
    const isPlain = statSync(path, { throwIfNoEntry: false })?.isFile() ?? true
    if (isPlain) writeWhole(path, Buffer.from(text))
    else writeFileSync(path, text)
  } catch (error) {
    throw explainSystemError(error, project.root, path) ?? error
  }
}
