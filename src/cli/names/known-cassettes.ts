import { statSync } from 'node:fs'
import { join } from 'node:path'

import type { Cassette } from '../../cassette/cassette.ts'
import { listCassettes } from '../../cassette/disk/list-cassettes.ts'
import { showPath } from '../../cassette/disk/store.ts'
import { RewindCassetteError } from '../../errors.ts'
import { withSlashes } from '../../text/relative-path.ts'
import type { Project } from '../project.ts'
import type { Terminal } from '../terminal.ts'
import { RewindUsageError } from '../usage-error.ts'

/** A cassette of the project. */
export interface KnownCassette {
  /** Absolute. */
  readonly path: string
  /** Relative to the project root, with `/`. */
  readonly file: string
  /**
   * Reads it.
   *
   * @throws {RewindCassetteError} when it cannot be read
   */
  readonly open: () => Cassette
}

/** Finds the cassettes of the project, in the order of their paths. */
export function knownCassettes(project: Project): readonly KnownCassette[] {
  const folder = project.cassettes()
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === false) {
    const summary = `${showPath(project.root, folder)} is a file, where the folder of cassettes should be`
    throw new RewindUsageError({ summary, remedy: 'move it away, or name another folder: cassettes, REWIND_CASSETTES' })
  }
  return listCassettes(folder, 'deep').map((path) => knownCassette(project, join(folder, path)))
}

function knownCassette(project: Project, path: string): KnownCassette {
  const file = withSlashes(showPath(project.root, path))
  return {
    path,
    file,
    // Not kept: ten thousand of them would be.
    open() {
      const cassette = project.store.read(path)
      if (cassette !== undefined) return cassette
      throw removedCassette(file)
    },
  }
}

/** Explains that a cassette is gone which was there when the command began. */
export function removedCassette(file: string): RewindCassetteError {
  return new RewindCassetteError({
    file,
    summary: `${file} cannot be read: it was removed in the meantime, or is a link that leads nowhere`,
    remedy: 'delete the link, or record the test again',
  })
}

/** Reads the full name of its test; undefined where the cassette cannot be read, which has no name to find it by. */
export function findTestName(cassette: KnownCassette): string | undefined {
  try {
    return cassette.open().header.test
  } catch {
    // It is still found by its path, and whatever reads it says what is wrong with it.
    return undefined
  }
}

/** Reads cassettes one after the other, and shows how far it has come. */
export function mapCassettes<Result>(
  cassettes: readonly KnownCassette[],
  terminal: Terminal,
  read: (cassette: KnownCassette) => Result,
): readonly Result[] {
  return cassettes.map((cassette, index) => {
    terminal.progress(index, cassettes.length, 'cassettes')
    const result = read(cassette)
    terminal.progress(index + 1, cassettes.length, 'cassettes')
    return result
  })
}
