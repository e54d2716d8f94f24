import {
  closeSync,
  existsSync,
  fsyncSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'

import { RealDate } from '../../process/clock.ts'

const TEMPORARY = /^\..*\.\d+\.[0-9a-f]{8}\.tmp$/
const LEFTOVER_MS = 3_600_000

/**
 * Writes a file, whole or not at all: to a temporary one in the same folder, which is then renamed. One that is the
 * same already is not touched.
 */
export function writeWhole(file: string, bytes: Uint8Array): void {
  if (isSame(file, bytes)) return
  const target = behindLink(file)
  const temporary = temporaryBeside(target)
  try {
    const handle = openSync(temporary, 'wx')
    try {
      writeFileSync(handle, bytes)
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
    renameSync(temporary, target)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}

/** Names the temporary file for another. */
export function temporaryBeside(file: string): string {
  const random = process.getBuiltinModule('node:crypto').randomBytes(4).toString('hex')
  return join(dirname(file), `.${basename(file).slice(0, 60)}.${process.pid}.${random}.tmp`)
}

/**
 * Removes what a process that was killed had not renamed yet; what processes are writing now is younger.
 */
export function removeLeftovers(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (!TEMPORARY.test(name)) continue
    const stats = statSync(join(folder, name), { throwIfNoEntry: false })
    // Not by the date that a test pretends: other processes are writing.
    if (stats !== undefined && RealDate.now() - stats.mtimeMs > LEFTOVER_MS) rmSync(join(folder, name), { force: true })
  }
}

// A link stays one: what it leads to is what is written, also where nothing is there yet.
function behindLink(file: string): string {
  if (lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return file
  return existsSync(file) ? realpathSync(file) : resolve(dirname(file), readlinkSync(file))
}

function isSame(file: string, bytes: Uint8Array): boolean {
  try {
    return readFileSync(file).equals(bytes)
  } catch {
    // Not there, or not readable: then it is to be written.
    return false
  }
}
