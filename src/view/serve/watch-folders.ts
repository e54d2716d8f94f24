import { existsSync, watch, type FSWatcher, type WatchOptions } from 'node:fs'
import { dirname } from 'node:path'

/** Changes come in groups: a run writes many cassettes. */
const QUIET_MS = 150

/**
 * Watches folders that may not be there yet, with all that is in them.
 *
 * @param onChange - called once for changes that come close together
 */
export function watchFolders(folders: readonly string[], onChange: () => void): Disposable {
  const watchers = new Map<string, FSWatcher>()
  let timer: NodeJS.Timeout | undefined
  const note = (): void => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      // What was missing may have come, and a folder may have been made anew.
      watchAll()
      onChange()
    }, QUIET_MS)
  }
  const watchAll = (): void => {
    for (const watcher of watchers.values()) watcher.close()
    watchers.clear()
    for (const folder of folders) {
      const place = existingAbove(folder)
      const watcher = tryWatch(place, { recursive: place === folder }, note)
      // A folder that goes away is found again by the one above it.
      watcher?.on('error', note)
      if (watcher !== undefined) watchers.set(folder, watcher)
    }
  }
  watchAll()
  return {
    [Symbol.dispose]() {
      clearTimeout(timer)
      for (const watcher of watchers.values()) watcher.close()
    },
  }
}

// A folder may go while it is looked at, and a system has only so many watchers. Without one, the page shows a change
// when it is loaded again.
function tryWatch(place: string, options: WatchOptions, listener: () => void): FSWatcher | undefined {
  try {
    return watch(place, options, listener)
  } catch {
    return undefined
  }
}

function existingAbove(folder: string): string {
  let place = folder
  while (!existsSync(place) && dirname(place) !== place) place = dirname(place)
  return place
}
