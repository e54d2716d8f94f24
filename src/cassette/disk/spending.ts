import { appendFileSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'

import { RealDate } from '../../process/clock.ts'
import { localFolder, makeLocalFolder } from './local-folder.ts'

/** What a run has spent so far, over all of its processes. */
export interface Spending {
  /** US dollars. */
  total(): number
  /** @param usd - US dollars that one more call has cost */
  add(usd: number): void
}

const FOLDER = 'spending'
const LEFTOVER_MS = 86_400_000

/**
 * Opens the account of a run. Every process appends to one file, a line a call: short appends do not mix.
 *
 * @param run - names the run, in every process of it
 */
export function openSpending(root: string, run: string): Spending {
  const name = `${run}.txt`
  let file: string | undefined
  return {
    total: () => sumOf(join(localFolder(root), FOLDER, name)),
    add(usd) {
      file ??= join(makeFolder(root), name)
      appendFileSync(file, `${usd}\n`)
    },
  }
}

/** Ends the account of a run. */
export function closeSpending(root: string, run: string): void {
  rmSync(join(localFolder(root), FOLDER, `${run}.txt`), { force: true })
}

function sumOf(file: string): number {
  try {
    return readFileSync(file, 'utf8')
      .split('\n')
      .reduce((total, line) => total + Number(line), 0)
  } catch {
    // Nothing was spent yet.
    return 0
  }
}

// Runs that were killed have left theirs, and the name of one may come again.
function makeFolder(root: string): string {
  const folder = makeLocalFolder(root, FOLDER)
  for (const name of readdirSync(folder)) {
    const stats = statSync(join(folder, name), { throwIfNoEntry: false })
    if (stats !== undefined && RealDate.now() - stats.mtimeMs > LEFTOVER_MS) rmSync(join(folder, name), { force: true })
  }
  return folder
}
