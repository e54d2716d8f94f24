import type { Chunk } from '../call.ts'
import { readNumbers, writeNumbers } from '../template/number-list.ts'
import type { PlainValue } from './write-yaml.ts'

/**
 * Writes how a body arrived. Pieces that end where events end are counted in events: an edited event is no longer
 * piece than it was.
 *
 * @param recordSizes - bytes of each event of the body
 */
export function writeArrival(
  chunks: readonly Chunk[],
  recordSizes: readonly number[],
): { readonly [name: string]: PlainValue } {
  let before = 0
  const times = chunks.map(({ at }) => {
    const passed = at - before
    before = at
    return Math.round(passed * 1000) / 1000
  })
  const counts = countRecords(chunks, recordSizes)
  return {
    ...(counts === undefined
      ? { sizes: writeNumbers(chunks.map(({ size }) => size)) }
      : { chunks: writeNumbers(counts) }),
    ...(times.every((time) => time === 0) ? {} : { times: writeNumbers(times) }),
  }
}

/**
 * Reads how a body arrived. Sizes of a body that was edited are fitted to it: the boundaries stay, the last piece takes
 * the rest.
 *
 * @returns its pieces; undefined where it came in none, or what is said of them makes no sense
 */
export function readArrival(
  meta: Readonly<Record<string, unknown>>,
  body: { readonly length: number; readonly recordSizes: () => readonly number[] },
): readonly Chunk[] | 'malformed' | undefined {
  const { chunks: counts, sizes, times } = meta
  if (counts === undefined && sizes === undefined) return undefined
  const given = readList(counts ?? sizes)
  const passed = times === undefined ? [] : readList(times)
  if (given === undefined || passed === undefined || given.some((number) => !Number.isInteger(number) || number < 0))
    return 'malformed'
  let at = 0
  const timed = (counts === undefined ? given : sizesOf(given, body.recordSizes())).map((size, index): Chunk => {
    at = Math.round((at + (passed[index] ?? 0)) * 1000) / 1000
    return { size, at }
  })
  // An event that was taken out leaves no empty piece, which would end a chunked body.
  const kept = counts === undefined ? timed : timed.filter(({ size }) => size > 0)
  return fitChunks(kept, body.length)
}

function readList(value: unknown): number[] | undefined {
  return typeof value === 'string' ? readNumbers(value) : undefined
}

function countRecords(chunks: readonly Chunk[], recordSizes: readonly number[]): number[] | undefined {
  const counts: number[] = []
  let next = 0
  for (const { size } of chunks) {
    let left = size
    let count = 0
    while (left > 0 && next < recordSizes.length) {
      left -= recordSizes[next] ?? 0
      next += 1
      count += 1
    }
    if (left !== 0 || count === 0) return undefined
    counts.push(count)
  }
  return next === recordSizes.length ? counts : undefined
}

function sizesOf(counts: readonly number[], recordSizes: readonly number[]): number[] {
  let next = 0
  return counts.map((count) => {
    let size = 0
    for (let index = 0; index < count; index += 1) size += recordSizes[next + index] ?? 0
    next += count
    return size
  })
}

function fitChunks(chunks: readonly Chunk[], length: number): readonly Chunk[] {
  if (chunks.reduce((sum, { size }) => sum + size, 0) === length) return chunks
  const fitted: Chunk[] = []
  let left = length
  for (const chunk of chunks) {
    const size = Math.min(chunk.size, left)
    if (size > 0) fitted.push({ size, at: chunk.at })
    left -= size
  }
  const last = fitted.pop() ?? { size: 0, at: 0 }
  return last.size + left > 0 ? [...fitted, { size: last.size + left, at: last.at }] : fitted
}
