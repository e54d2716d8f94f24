import { posix } from 'node:path'

import type { DiffedCall, DiffReport } from '../json-reports.ts'
import { countChanges } from './totals.ts'

/** A cassette that differs, or has another path. */
export interface ChangedFile {
  readonly file: string
  /** Full name of its test. */
  readonly test: string
  /** Where it was; undefined where it has not moved. */
  readonly from: string | undefined
  /** None where it has only moved. */
  readonly calls: readonly DiffedCall[]
}

/** Lists the cassettes of a diff, in the order of their paths. */
export function changedFiles({ calls, moved }: DiffReport): readonly ChangedFile[] {
  const byFile = Map.groupBy(calls, ({ file }) => file)
  const sources = new Map(moved.map((one) => [one.to, one]))
  const files = new Set([...byFile.keys(), ...sources.keys()])
  return [...files].toSorted().map((file) => {
    const changed = byFile.get(file) ?? []
    const move = sources.get(file)
    return { file, test: changed[0]?.test ?? move?.test ?? '', from: move?.from, calls: changed }
  })
}

/** Says what happened to a cassette: `cassette moved, 2 calls changed`. */
export function explainChanges({ from, calls }: ChangedFile): string {
  const counts = countChanges(calls)
  return [...(from === undefined ? [] : ['cassette moved']), ...(counts === '' ? [] : [counts])].join(', ')
}

/** Says that nothing differs. */
export function explainSame({ from, to }: DiffReport): string {
  return `no recorded call differs between ${from} and ${to}`
}

/** Counts cassettes by the folder that they are in: that of their test file. */
export function countByFolder(files: readonly ChangedFile[]): ReadonlyMap<string, number> {
  const byFolder = Map.groupBy(files, ({ file }) => posix.dirname(file))
  return new Map([...byFolder].map(([folder, some]) => [folder, some.length]))
}
