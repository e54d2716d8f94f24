import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** What one sample took, in milliseconds. */
export interface Cost {
  /** User and system time, also of the threads that compile and collect garbage. */
  readonly cpu: number
  readonly wall: number
}

/** A table of figures: the first column names the rows. */
export interface Table {
  readonly title: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/**
 * Samples contenders in turns, so that whatever else the machine does falls on all of them alike. One that fails, or
 * takes too long, is named and left out; the others go on.
 *
 * @param names - the contenders; each round begins with another one
 * @param rounds - how many samples each gives
 * @param sample - takes one sample
 * @returns the samples by contender; none of one that failed
 */
export async function takeTurns<Sample>(
  names: readonly string[],
  rounds: number,
  sample: (name: string) => Promise<Sample>,
): Promise<ReadonlyMap<string, readonly Sample[]>> {
  const samples = new Map(names.map((name): [string, Sample[]] => [name, []]))
  const failed = new Set<string>()
  for (let round = 0; round < rounds; round += 1) {
    const first = round % names.length
    for (const name of [...names.slice(first), ...names.slice(0, first)]) {
      if (failed.has(name)) continue
      try {
        samples.get(name)?.push(await sample(name))
      } catch (error) {
        failed.add(name)
        samples.set(name, [])
        process.stdout.write(`\nnot measured: ${name}: ${error instanceof Error ? error.message : String(error)}\n`)
      }
    }
  }
  return samples
}

/**
 * Runs a script of this folder in a fresh process.
 *
 * @param script - its file name
 * @param parameters - its parameters
 * @returns what it printed, read as JSON
 */
export async function runChild(script: string, parameters: readonly string[]): Promise<unknown> {
  const place = join(import.meta.dirname, script)
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', place, ...parameters], {
    timeout: 300_000,
    maxBuffer: 1 << 26,
  })
  return JSON.parse(stdout)
}

/**
 * Measures what a piece of work costs this process.
 *
 * @param work - the work
 * @returns its cost
 */
export async function costOf(work: () => Promise<void>): Promise<Cost> {
  const cpuBefore = process.cpuUsage()
  const startedAt = performance.now()
  await work()
  const wall = performance.now() - startedAt
  const { user, system } = process.cpuUsage(cpuBefore)
  return { cpu: (user + system) / 1000, wall }
}

/**
 * Reads costs that a child printed.
 *
 * @param value - what it printed
 * @returns the cost
 * @throws {TypeError} when it printed something else
 */
export function parseCost(value: unknown): Cost {
  return { cpu: numberIn(value, 'cpu'), wall: numberIn(value, 'wall') }
}

/**
 * Reads one figure of a result that a child printed.
 *
 * @param value - what it printed
 * @param name - the name of the figure
 * @returns the figure
 * @throws {TypeError} when it printed something else
 */
export function numberIn(value: unknown, name: string): number {
  const figure: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
  if (typeof figure !== 'number') throw new TypeError(`no figure ${name} in ${JSON.stringify(value)}`)
  return figure
}

/**
 * Finds the median.
 *
 * @param values - any number of figures
 * @returns the middle one, the upper of two; not a number when there are none
 */
export function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN
}

/**
 * Prints a table as Markdown, so that it can be pasted.
 *
 * @param table - the table
 */
export function printTable({ title, columns, rows }: Table): void {
  const lines = [columns, columns.map((_name, index) => (index === 0 ? '---' : '---:')), ...rows].map(
    (cells) => `| ${cells.map((cell) => (cell.includes('NaN') ? 'not measured' : cell)).join(' | ')} |`,
  )
  process.stdout.write(`\n${title}\n\n${lines.join('\n')}\n`)
}

/**
 * Keeps a result as JSON in the folder `results`, with the machine it was measured on.
 *
 * @param name - names the file
 * @param result - the figures
 */
export function writeResult(name: string, result: object): void {
  const folder = join(import.meta.dirname, 'results')
  mkdirSync(folder, { recursive: true })
  const machine = {
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    cores: cpus().length,
    date: new Date().toISOString(),
  }
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify({ ...machine, ...result }, undefined, 2)}\n`)
}
