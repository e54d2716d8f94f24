import { cassetteFileNames, FILE_CASSETTE, type NamedTest } from '../cassette/file-name.ts'
import { sha256 } from '../process/sha256.ts'

/** Names of the cassettes of a test file's tests. A name that was given stays, also where more tests become known. */
export class CassetteNames {
  readonly #known: 'before' | 'after'
  readonly #names = new Map<string, string>()
  #paths: readonly string[] = []
  #tests: (() => readonly NamedTest[]) | undefined

  /** @param known - when all tests are known: before the first of them runs, or only once they ran */
  constructor(known: 'before' | 'after') {
    this.#known = known
  }

  /** @param tests - gives all tests that are known, in the order they are written; asked once a name is needed */
  learnFrom(tests: () => readonly NamedTest[]): void {
    this.#tests = tests
  }

  /** Gives the name of the cassette of a test. */
  of(id: string): string {
    if (!this.#names.has(id)) this.#learn()
    return this.#names.get(id) ?? FILE_CASSETTE
  }

  /** Gives all names by the ids of their tests; undefined before a test has begun: nobody knows any then. */
  all(): ReadonlyMap<string, string> | undefined {
    if (this.#tests === undefined) return undefined
    if (this.#names.size === 0 || this.#known === 'after') this.#learn()
    return this.#names
  }

  /** Says whether a cassette may be that of a test within another one, which is known only when it runs. */
  mayStillBecomeKnown(name: string): boolean {
    return this.#known === 'after' && this.#paths.some((path) => name.startsWith(path))
  }

  #learn(): void {
    for (const [id, name] of cassetteFileNames(this.#tests?.() ?? [], sha256))
      if (!this.#names.has(id)) this.#names.set(id, name)
    this.#paths = [...this.#names.values()].map((name) => `${name.replace(/(?:~[0-9a-f]{8})?\.yaml$/, '')} › `)
  }
}
