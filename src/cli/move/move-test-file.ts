import { mkdirSync, readdirSync, renameSync, rmdirSync } from 'node:fs'
import { join, resolve } from 'node:path'

import { listCassettes } from '../../cassette/disk/list-cassettes.ts'
import { showPath } from '../../cassette/disk/store.ts'
import { cassetteDirectory } from '../../cassette/file-name.ts'
import { sha256 } from '../../process/sha256.ts'
import { relativePath } from '../../text/relative-path.ts'
import type { MovedRecording } from '../json-reports.ts'
import type { Project } from '../project.ts'
import { RewindUsageError } from '../usage-error.ts'
import { assertFree } from './move-cassette.ts'

/**
 * Moves the cassettes of a test file, as they are, to those of another.
 *
 * @param from - path of the test file when they were recorded
 * @param to - its path by now
 * @throws {RewindUsageError} where there are none, one of them is there already, or a path lies outside of the project
 * @throws {RewindCassetteError} when one of them cannot be read
 */
export function moveTestFile(project: Project, from: string, to: string): readonly MovedRecording[] {
  const [source, target] = [folderOf(project, from), folderOf(project, to)]
  const names = listCassettes(source, 'flat')
  if (names.length === 0) {
    throw new RewindUsageError({
      summary: `there are no cassettes of ${from}`,
      details: [`  folder    ${showPath(project.root, source)}`],
      remedy: 'npx rewind list',
    })
  }
  const moved = names.map((name) => {
    const test = project.store.read(join(source, name))?.header.test ?? ''
    return { from: showPath(project.root, join(source, name)), to: showPath(project.root, join(target, name)), test }
  })
  for (const name of names) assertFree(project, join(target, name))
  mkdirSync(target, { recursive: true })
  moveFiles(source, target)
  removeIfEmpty(source)
  return moved
}

// All of them or none. Files beside cassettes are named by their bytes: those of one name are the same.
function moveFiles(source: string, target: string): void {
  const done: string[] = []
  try {
    for (const entry of readdirSync(source, { withFileTypes: true })) {
      if (!entry.isFile()) continue
      renameSync(join(source, entry.name), join(target, entry.name))
      done.push(entry.name)
    }
  } catch (error) {
    for (const name of done) renameSync(join(target, name), join(source, name))
    removeIfEmpty(target)
    throw error
  }
}

function folderOf(project: Project, testFile: string): string {
  const path = relativePath(project.root, resolve(project.cwd, testFile))
  if (path.startsWith('../')) {
    throw new RewindUsageError({
      summary: `${testFile} is outside of the project`,
      details: [`  project   ${project.root}`],
      remedy: 'name test files of the project, from where you are',
    })
  }
  // The folder that its cassettes are in is as good a name for it.
  const cassettes = showPath(project.root, project.cassettes())
  const file = path.startsWith(`${cassettes}/`) ? path.slice(cassettes.length + 1) : path
  return join(project.cassettes(), cassetteDirectory(file, sha256))
}

function removeIfEmpty(folder: string): void {
  if (readdirSync(folder).length === 0) rmdirSync(folder)
}
