import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Makes something of a temporary folder. The folder is removed with what was made of it, and at once where that fails.
 *
 * @param purpose - a part of the folder's name
 */
export function fillTemporaryFolder<Made extends object>(
  purpose: string,
  fill: (folder: string) => Made,
): Made & Disposable {
  const folder = mkdtempSync(join(tmpdir(), `rewind-${purpose}-`))
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  try {
    return { ...fill(folder), [Symbol.dispose]: remove }
  } catch (error) {
    remove()
    throw error
  }
}
