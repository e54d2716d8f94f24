import { readdirSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Lists the cassettes of a folder.
 *
 * @param depth - whether folders inside are listed as well
 * @returns their paths below the folder; none where it cannot be read
 */
export function listCassettes(folder: string, depth: 'flat' | 'deep'): readonly string[] {
  const names = depth === 'deep' ? listFiles(folder) : read(() => readdirSync(folder))
  return names.filter((name) => name.endsWith('.yaml')).toSorted()
}

/**
 * Lists all files and folders below a folder. Links are listed and not followed: one that leads upwards has no end, and
 * the recursive `readdir` of Node follows it.
 *
 * @returns paths below the folder; none where it cannot be read
 */
export function listFiles(folder: string): readonly string[] {
  return read(() => readdirSync(folder, { withFileTypes: true })).flatMap((entry) => [
    entry.name,
    ...(entry.isDirectory() ? listFiles(join(folder, entry.name)).map((path) => join(entry.name, path)) : []),
  ])
}

function read<Entry>(list: () => readonly Entry[]): readonly Entry[] {
  try {
    return list()
  } catch {
    // Most test files have no cassettes, and so no folder.
    return []
  }
}
