import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { listCassettes } from './list-cassettes.ts'
import { temporaryBeside, writeWhole } from './write-whole.ts'

/** Folder of side files; it lies among the cassettes, and serves all beside and below it. */
const SIDE_FILE_FOLDER = '.files'
/** Anywhere in the text: a formatter may have put its key on another line, or in braces. */
const MENTION = /\b[0-9a-f]{16}\.[a-z0-9]{2,5}\b/g

/**
 * Finds a file that a cassette names.
 *
 * @param root - folder above which is not looked
 * @returns its path; where it is nowhere, the path at which it is expected first
 */
export function findSideFile(cassette: string, name: string, root: string): string {
  const first = dirname(cassette)
  const beside = join(first, name)
  if (existsSync(beside)) return beside
  for (let folder = first; ; folder = dirname(folder)) {
    const path = join(folder, SIDE_FILE_FOLDER, name)
    if (existsSync(path)) return path
    if (folder === root || folder === dirname(folder)) return join(first, SIDE_FILE_FOLDER, name)
  }
}

/** Lists the names of the files that a text mentions. */
export function sideFilesIn(text: string): readonly string[] {
  return text.match(MENTION) ?? []
}

/** Lists what a cassette names; undefined where it cannot be read: then nothing is known of it. */
export function sideFilesOf(cassette: string): readonly string[] | undefined {
  try {
    // Reading a pipe would wait for whoever writes to it.
    return statSync(cassette).isFile() ? sideFilesIn(readFileSync(cassette, 'utf8')) : undefined
  } catch {
    return undefined
  }
}

/** Writes files among the cassettes of a folder. */
export function writeSideFiles(folder: string, files: ReadonlyMap<string, Uint8Array>): void {
  if (files.size === 0) return
  mkdirSync(join(folder, SIDE_FILE_FOLDER), { recursive: true })
  for (const [name, bytes] of files) writeWhole(join(folder, SIDE_FILE_FOLDER, name), bytes)
}

/**
 * Removes files that no cassette of a folder names any more. Only candidates: other workers may be about to name
 * others.
 *
 * @param candidates - names that a cassette has dropped
 */
export function removeOrphans(folder: string, candidates: readonly string[]): void {
  const files = join(folder, SIDE_FILE_FOLDER)
  const there = [...new Set(candidates)].filter((name) => existsSync(join(files, name)))
  if (there.length === 0) return
  // Set aside before anybody is asked: who names one of them meanwhile sees that it is gone, and writes it again.
  const aside = there.map((name) => ({ path: join(files, name), away: temporaryBeside(join(files, name)) }))
  for (const { path, away } of aside) renameSync(path, away)
  const used = namesInUse(folder)
  for (const [index, { path, away }] of aside.entries()) {
    if (used === undefined || used.has(there[index] ?? '')) renameSync(away, path)
    else rmSync(away, { force: true })
  }
  if (readdirSync(files).length === 0) rmdirSync(files)
}

function namesInUse(folder: string): ReadonlySet<string> | undefined {
  const names = new Set<string>()
  for (const cassette of listCassettes(folder, 'deep')) {
    const named = sideFilesOf(join(folder, cassette))
    if (named === undefined) return undefined
    for (const name of named) names.add(name)
  }
  return names
}
