import { basename, join } from 'node:path'

import { listFiles } from '../../cassette/disk/list-cassettes.ts'
import { sideFilesOf } from '../../cassette/disk/side-file-folder.ts'
import { showPath } from '../../cassette/disk/store.ts'
import { SIDE_FILE } from '../../cassette/form/side-file-name.ts'
import { RewindCassetteError } from '../../errors.ts'
import { withSlashes } from '../../text/relative-path.ts'
import type { Finding } from '../json-reports.ts'
import { knownCassettes, type KnownCassette } from '../names/known-cassettes.ts'
import type { Project } from '../project.ts'

/** Finds files beside cassettes that no cassette names; none where a cassette cannot be read. */
export function checkOrphans(project: Project): readonly Finding[] {
  return findOrphans(project).map((path) => ({
    file: withSlashes(showPath(project.root, path)),
    kind: 'orphan',
    message: 'no cassette names this file',
    remedy: 'npx rewind prune, or delete it',
  }))
}

function findOrphans(project: Project): readonly string[] {
  const folder = project.cassettes()
  const files = listFiles(folder).filter((path) => SIDE_FILE.test(basename(path)) && !path.endsWith('.yaml'))
  if (files.length === 0) return []
  const cassettes = knownCassettes(project)
  // What a cassette names that cannot be read is not known: any of the files may be its own.
  if (!cassettes.every(isReadable)) return []
  const named = new Set(cassettes.flatMap(({ path }) => sideFilesOf(path) ?? []))
  return files.filter((path) => !named.has(basename(path))).map((path) => join(folder, path))
}

function isReadable(cassette: KnownCassette): boolean {
  try {
    cassette.open()
    return true
  } catch (error) {
    if (error instanceof RewindCassetteError) return false
    throw error
  }
}
