import { resolve } from 'node:path'

import type { Cassette } from '../cassette/cassette.ts'
import { openImportPool } from '../cassette/disk/import-pool.ts'
import { openSpending } from '../cassette/disk/spending.ts'
import { createDiskStore, showPath, type CassetteStore } from '../cassette/disk/store.ts'
import { openUnfinished, type UnfinishedCalls } from '../cassette/disk/unfinished.ts'
import { moment } from '../process/clock.ts'
import { runId } from '../process/run-id.ts'
import { createClaims } from './playback.ts'
import type { CassetteHandle } from './session-input.ts'

/** A cassette on disk, with the path that messages show. */
export interface OpenCassette extends CassetteHandle {
  /** Relative to the project root where it lies inside. */
  readonly shownPath: string
  readonly store: CassetteStore
}

/** What a cassette is part of. */
export interface CassetteSurroundings {
  /** Gives the folder of all cassettes; left out, the cassette has its files to itself. */
  readonly folderOf?: () => string
  /** `moment()` at which its test began. @defaultValue now */
  readonly since?: number
}

/**
 * Prepares a cassette; nothing is read before it is asked for.
 *
 * @param pathOf - gives its path, absolute or relative to the root; asked once, when the options are settled
 */
export function openCassette(
  root: string,
  pathOf: () => string,
  { folderOf, since = moment() }: CassetteSurroundings = {},
): OpenCassette {
  const store = createDiskStore(root, folderOf)
  let path: string | undefined
  let opened: Opened | undefined
  let unfinished: UnfinishedCalls | undefined
  let resumable: Opened | undefined
  return {
    store,
    get path() {
      path ??= resolve(root, pathOf())
      return path
    },
    get shownPath() {
      return showPath(root, this.path)
    },
    claims: createClaims(),
    spending: openSpending(root, runId()),
    pool: openImportPool(root, runId()),
    get unfinished() {
      unfinished ??= openUnfinished(root, this.path, since)
      return unfinished
    },
    resumable() {
      resumable ??= readOnce(() => this.unfinished.read())
      // A half-written call is one that was never answered.
      return 'error' in resumable ? undefined : resumable.cassette
    },
    base() {
      // An error as well: every call of a test meets the same one.
      opened ??= readOnce(() => store.read(this.path))
      if ('error' in opened) throw opened.error
      return opened.cassette
    },
  }
}

type Opened = { readonly cassette: Cassette | undefined } | { readonly error: unknown }

function readOnce(read: () => Cassette | undefined): Opened {
  try {
    return { cassette: read() }
  } catch (error) {
    return { error }
  }
}
