import { sideFileName } from './side-file-name.ts'

/** The files that a cassette is written with. */
export class SideFiles {
  readonly files: Map<string, Uint8Array> = new Map()
  readonly #hash: (bytes: Uint8Array) => string

  /** @param hash - hex digest of bytes, which names a file */
  constructor(hash: (bytes: Uint8Array) => string) {
    this.#hash = hash
  }

  /** Keeps bytes, and returns the name of their file. */
  keep(bytes: Uint8Array, type?: string): string {
    const name = sideFileName(bytes, type, this.#hash)
    this.files.set(name, bytes)
    return name
  }

  /** Returns the bytes of a file that was kept. */
  read(name: string): Uint8Array {
    const bytes = this.files.get(name)
    if (bytes === undefined) throw new RangeError(`${name} was not kept`)
    return bytes
  }

  /** Keeps the files of an attempt that comes to something. */
  attempt<Result>(make: (files: SideFiles) => Result | undefined): Result | undefined {
    const files = new SideFiles(this.#hash)
    const result = make(files)
    if (result !== undefined) for (const [name, bytes] of files.files) this.files.set(name, bytes)
    return result
  }
}
