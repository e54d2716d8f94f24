import { RewindCassetteError, type CassetteFault } from '../../errors.ts'

/** What reading a cassette needs beside its text. */
export interface CassetteSource {
  /** Path, for errors. */
  readonly file: string
  /** Reads YAML of any spelling into plain data; an error it throws has the 1-based `line`, where one is known. */
  readonly parseYaml: (text: string) => unknown
  /** Reads a file beside the cassette. */
  readonly readSideFile: (name: string) => Uint8Array
}

/** Where in a cassette something was found. */
export interface Place {
  readonly source: CassetteSource
  /** 1-based. */
  readonly line: number
}

/**
 * Makes the error for a cassette that cannot be read exactly.
 *
 * @param problem - what is wrong there, as the rest of a sentence that begins with the place
 * @param more - what is wrong as data, a remedy other than the usual one, and the cause
 */
export function brokenCassette(
  place: Place,
  problem: string,
  more: { readonly fault?: CassetteFault; readonly remedy?: string; readonly cause?: unknown } = {},
): RewindCassetteError {
  const { file } = place.source
  return new RewindCassetteError({
    file,
    line: place.line,
    fault: more.fault,
    summary: `${file}:${place.line} ${problem}`,
    remedy: more.remedy ?? 'correct it there, or delete the file and record the test again (npx rewind record)',
    cause: more.cause,
  })
}
