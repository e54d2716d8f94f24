import { readdirSync } from 'node:fs'

/**
 * Lists the cassettes of a folder.
 *
 * @param depth - whether folders inside are listed as well
 * @returns their paths below the folder; none where it cannot be read
 */
export function listCassettes(folder: string, depth: 'flat' | 'deep'): readonly string[] {
  try {
    return readdirSync(folder, { encoding: 'utf8', recursive: depth === 'deep' })
      .filter((name) => name.endsWith('.yaml'))
      .toSorted()
  } catch {
    // Most test files have no cassettes, and so no folder.
    return []
  }
}
