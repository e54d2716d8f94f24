import { relative, resolve, sep } from 'node:path'

import type { Cassette } from '../cassette/scan.ts'
import { diskStore } from '../cassette/store.ts'
import type { CassetteHandle } from '../session-input.ts'

/** A cassette on disk, with the path that messages show. */
export interface OpenCassette extends CassetteHandle {
  /** Relative to the project root where it lies inside. */
  readonly shownPath: string
}

/**
 * Prepares a cassette; nothing is read before it is asked for.
 *
 * @param root - the project root
 * @param pathOf - gives its path, absolute or relative to the root; asked once, when the options are settled
 * @returns the handle
 */
export function openCassette(root: string, pathOf: () => string): OpenCassette {
  let path: string | undefined
  let opened: { readonly cassette: Cassette | undefined } | undefined
  return {
    get path() {
      path ??= resolve(root, pathOf())
      return path
    },
    get shownPath() {
      const short = relative(root, this.path)
      return short.startsWith('..') ? this.path : short.split(sep).join('/')
    },
    base() {
      opened ??= { cassette: diskStore.read(this.path) }
      return opened.cassette
    },
  }
}
