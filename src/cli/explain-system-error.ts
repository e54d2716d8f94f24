import { getSystemErrorMap } from 'node:util'

import { showPath } from '../cassette/disk/store.ts'
import { RewindError } from '../errors.ts'

/** What was not done, by the call of the system that failed. */
const VERBS: Readonly<Record<string, string>> = {
  open: 'opened',
  read: 'read',
  scandir: 'read',
  stat: 'read',
  lstat: 'read',
  mkdir: 'made',
  mkdtemp: 'made',
  write: 'written',
  rename: 'moved',
  unlink: 'removed',
  rm: 'removed',
  rmdir: 'removed',
  uv_cwd: 'found',
}

/** What a call of the system without a path is about. */
const NAMELESS: Readonly<Record<string, string>> = { uv_cwd: 'the current folder', write: 'the output' }

const FORBIDDEN = 'let this user read and write there, then run the command again'
const FULL = 'free some space, then run the command again'
const NO_FOLDER = 'there is a file where a folder is needed: move it away, or name another path'

const REMEDIES: Readonly<Record<string, string>> = {
  EACCES: FORBIDDEN,
  EPERM: FORBIDDEN,
  EROFS: 'run the command where files can be written',
  ENOSPC: FULL,
  EDQUOT: FULL,
  ENOENT: 'make the folder that it is in, or name another path',
  ENOTDIR: NO_FOLDER,
  EEXIST: NO_FOLDER,
  EISDIR: 'there is a folder where a file is needed: move it away, or name another path',
}

/**
 * Explains what the system has refused to do with a file: no defect of rewind.
 *
 * @param root - the folder that paths are shown from
 * @param written - the file that was to be written, where the error may name a temporary one
 * @returns undefined for any other error
 */
export function explainSystemError(error: unknown, root: string, written?: string): RewindError | undefined {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return undefined
  const verb = VERBS[String(error.syscall)]
  if (verb === undefined) return undefined
  const path = written ?? pathOf(error)
  const what = path === undefined ? NAMELESS[String(error.syscall)] : showPath(root, path) || '.'
  return new RewindError('REWIND_FILE', {
    summary: `${what ?? 'a file'} cannot be ${written === undefined ? verb : 'written'}: ${reasonOf(error)}`,
    remedy: REMEDIES[String(error.code)] ?? 'fix what the message says, then run the command again',
    cause: error,
  })
}

/** Gives the reason alone: messages of Node.js also have the call and an absolute path, in one form or another. */
export function reasonOf(error: Error): string {
  const known = 'errno' in error ? getSystemErrorMap().get(Number(error.errno)) : undefined
  return known === undefined ? error.message : known.join(': ')
}

// Of a move: where it leads to.
function pathOf(error: Error): string | undefined {
  if ('dest' in error && typeof error.dest === 'string') return error.dest
  return 'path' in error && typeof error.path === 'string' ? error.path : undefined
}
