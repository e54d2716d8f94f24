import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

/** The header by which a request names the test that makes it. */
export const TEST_HEADER = 'x-rewind-test'
/** The cookie that does the same, for browsers. */
export const TEST_COOKIE = 'rewind-test'
/** What the folder of a scope is called, before a random part. */
export const FOLDERS = 'rewind-scopes-'

const COOKIE = new RegExp(`(?:^|; *)${TEST_COOKIE}=(\\w+)`)

/** The scopes of this process that were handed over, by their folders. */
const own = new Map<string, unknown>()

/** Notes which scope of this process a folder is of. */
export function noteOwnFolder(folder: string, scope: unknown): void {
  own.set(folder, scope)
}

/** Forgets the folder of a scope that has ended. */
export function forgetOwnFolder(folder: string): void {
  own.delete(folder)
}

/** Finds the scope of this process that a folder is of. */
export function scopeOfOwnFolder(folder: string): unknown {
  return own.get(folder)
}

/** Names the folder of a scope to another process of this machine, by a value that says nothing by itself. */
export function nameFolder(folder: string): string {
  return basename(folder).slice(FOLDERS.length)
}

/** Finds the folder that a request names, in its header or its cookie; undefined where it names none. */
export function folderNamedBy(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
): string | undefined {
  const header = headers[TEST_HEADER]
  const token = typeof header === 'string' ? header : COOKIE.exec(String(headers['cookie'] ?? ''))?.[1]
  return token === undefined || !/^\w+$/.test(token) ? undefined : join(tmpdir(), FOLDERS + token)
}
