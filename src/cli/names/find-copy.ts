import { statSync } from 'node:fs'
import { basename, join, resolve, sep } from 'node:path'

import type { Project } from '../project.ts'
import type { NamedCassette } from './find-cassettes.ts'
import { removedCassette } from './known-cassettes.ts'

/**
 * Finds a cassette that lies outside of the folder of the cassettes, such as an old state that git has written to a
 * temporary file: what it names is looked for in the folder.
 *
 * @returns undefined for any other word
 */
export function findCopy(project: Project, word: string): NamedCassette | undefined {
  const path = resolve(project.cwd, word)
  const folder = project.cassettes()
  const isOutside = !path.startsWith(folder + sep)
  if (!isOutside || !path.endsWith('.yaml') || statSync(path, { throwIfNoEntry: false })?.isFile() !== true)
    return undefined
  const file = basename(path)
  return {
    call: undefined,
    cassette: {
      path,
      file,
      open() {
        const cassette = project.store.read(join(folder, file), path)
        if (cassette !== undefined) return cassette
        throw removedCassette(path)
      },
    },
  }
}
