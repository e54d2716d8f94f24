import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { messageOf } from '../../errors.ts'
import { git } from '../git/git.ts'
import type { Project } from '../project.ts'
import { RewindUsageError } from '../usage-error.ts'
import type { Step } from './step.ts'

/**
 * Does what a step says.
 *
 * @throws {RewindUsageError} when its file cannot be written, or git refuses its setting
 */
export function applyStep({ root }: Project, { file, change }: Step): void {
  switch (change.kind) {
    case 'same':
    case 'by-hand':
      return
    case 'git-config':
      for (const [name, value] of change.values) git(root, ['config', name, value])
      return
    case 'write':
      write(root, file, change.content)
      return
    default:
      change satisfies never
  }
}

function write(root: string, file: string, content: string): void {
  try {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), content)
  } catch (error) {
    throw new RewindUsageError({
      summary: `${file} cannot be written: ${messageOf(error)}`,
      remedy: 'make it writable; what was written before stays, and npx rewind init goes on from there',
      cause: error,
    })
  }
}
