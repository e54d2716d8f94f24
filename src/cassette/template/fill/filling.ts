import type { PlainValue } from '../../form/write-yaml.ts'
import type { Base64Spelling } from './read-base64.ts'

/**
 * What a numbered hole is filled with: a value, a list whose next value it takes, or what means more than it
 * says.
 */
export type NumberedValue =
  | string
  | number
  | readonly NumberedValue[]
  /** Counts up from a number. */
  | { readonly count: number }
  /** A number that is spelled in another way than JSON.stringify does. */
  | { readonly raw: string }
  /** Beginnings of a text: how long each is, as numbers in the short form. */
  | { readonly of: string; readonly sizes: string }
  /** Base64 of a file; with `data`, the media type, as a data URL. */
  | { readonly file: string; readonly data?: string; readonly as?: Base64Spelling }
  /** JSON in a side file. */
  | { readonly json: string }
  /** A text in a side file. */
  | { readonly text: string }

/** What fills the holes of a body. */
export interface Filling {
  /** By number, from 1. */
  readonly numbered: readonly NumberedValue[]
  /** Texts that the answer does not have. */
  readonly texts: readonly string[]
  /** How long the pieces are that a text is cut into, by the name of its hole. */
  readonly cuts: ReadonlyMap<string, readonly number[]>
}

/** What is known while a body is filled, beside its own filling. */
export interface FillSources {
  readonly answer: PlainValue | undefined
  /** The body of the request, where that is JSON: some providers repeat parts of it. */
  readonly request: PlainValue | undefined
  /** Reads a file beside the cassettes. */
  readonly readFile: (name: string) => Uint8Array
}

/** Thrown where a body has a hole that nothing fills. */
export class UnknownHole extends Error {
  readonly hole: string

  constructor(hole: string) {
    super(`nothing fills ${hole}`)
    this.hole = hole
  }
}
