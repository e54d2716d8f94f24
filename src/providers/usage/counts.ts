import type { Counts } from '../dialects/dialect.ts'
import { at } from './value-at.ts'

/** Takes a count of zero for none. */
export function positive(count: number | undefined): number | undefined {
  return count === 0 ? undefined : count
}

/** Reads the first of several places that holds a number, 0 or more. */
export function firstNumber(usage: unknown, paths: readonly (readonly string[])[]): number | undefined {
  return paths.map((path) => number(usage, path)).find((count) => count !== undefined)
}

/** Adds up the counts that are there; undefined where none is. */
export function sum(counts: readonly (number | undefined)[]): number | undefined {
  const given = counts.filter((count) => count !== undefined)
  return given.length === 0 ? undefined : given.reduce((total, count) => total + count, 0)
}

/** Reads a number, 0 or more. */
export function number(usage: unknown, path: readonly string[]): number | undefined {
  const value = at(usage, path)
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined
}

// Sound and pictures have prices of their own; most calls have none, and say so with a zero.
export function readKinds(usage: unknown, input: readonly string[], output: readonly string[]): Counts {
  const find = (places: readonly string[], name: string) =>
    positive(
      firstNumber(
        usage,
        places.map((place) => [place, name]),
      ),
    )
  return {
    audioInput: find(input, 'audio_tokens'),
    audioOutput: find(output, 'audio_tokens'),
    imageInput: find(input, 'image_tokens'),
    imageOutput: find(output, 'image_tokens'),
  }
}
