/** A test, as far as its cassette's name goes. */
export interface NamedTest {
  /** Unique in the file. */
  readonly id: string
  /** Names of its suites, then its own. */
  readonly path: readonly string[]
}

/** Cassette of the calls that are made outside of a file's tests. */
export const FILE_CASSETTE = '(file).yaml'

const LONGEST_NAME = 120
/**
 * Not allowed in names on Windows, separators anywhere, or not to be seen: control characters, marks that turn the
 * direction of writing.
 */
// oxlint-disable-next-line no-control-regex -- control characters are what is replaced
const UNSAFE = /[<>:"/\\|?*\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufeff]/g
/** A test may be named like the cassette of another one. */
const HASHED = /~[0-9a-f]{8}$/i
const DEVICE = /^(?:con|conin\$|conout\$|prn|aux|nul|(?:com|lpt)[\d¹²³])(?:\.|$)/i

/**
 * Names the cassettes of a test file: readable, safe for every file system, and each name for one test only. The names
 * depend on all tests of the file and their order in it, not on which of them run.
 *
 * @param tests - all tests, in the order they are written
 * @param hash - hex digest of a text
 */
export function cassetteFileNames(
  tests: readonly NamedTest[],
  hash: (text: string) => string,
): ReadonlyMap<string, string> {
  const candidates = tests.map((test) => {
    const identity = JSON.stringify(test.path)
    const full = test.path.join(' › ')
    const safe = makeSafe(cut(full.normalize('NFC')))
    return { id: test.id, identity, safe, isChanged: safe !== full || HASHED.test(full) }
  })
  const copies = new Map<string, number>()
  const numbered = candidates.map((candidate) => {
    const copy = (copies.get(candidate.identity) ?? 0) + 1
    copies.set(candidate.identity, copy)
    return { ...candidate, copy, name: copy === 1 ? candidate.safe : `${candidate.safe} (${copy})` }
  })
  // A test whose name was changed has a hash anyway, and is no reason for another one to get one.
  const owners = Map.groupBy(
    numbered.filter(({ isChanged }) => !isChanged),
    ({ name }) => fold(name),
  )
  return new Map(
    numbered.map((candidate) => {
      const { id, identity, name, copy } = candidate
      const isAmbiguous =
        candidate.isChanged || (owners.get(fold(name))?.length ?? 0) > 1 || fold(`${name}.yaml`) === FILE_CASSETTE
      return [id, isAmbiguous ? `${candidate.safe}~${hash(`${identity} ${copy}`).slice(0, 8)}.yaml` : `${name}.yaml`]
    }),
  )
}

/**
 * Names the folder of a test file's cassettes: a name that had to be changed has a hash, so that no two files share it.
 *
 * @param testFile - its path relative to the project root, with `/`
 * @param hash - hex digest of a text
 * @returns a path that stays below the cassette folder
 */
export function cassetteDirectory(testFile: string, hash: (text: string) => string): string {
  return testFile
    .split('/')
    .filter((segment) => segment !== '' && segment !== '.')
    .map((segment) => {
      if (segment === '..') return '__'
      const safe = makeSafe(segment)
      const isChanged = safe !== segment.normalize('NFC') || HASHED.test(segment)
      return isChanged ? `${safe}~${hash(segment).slice(0, 8)}` : safe
    })
    .join('/')
}

/**
 * Says whether the path of a folder of cassettes is that of its test file.
 *
 * @param directory - relative to the cassette folder, with `/`
 */
export function isNamedLikeTestFile(directory: string): boolean {
  return directory.split('/').every((segment) => segment !== '__' && !HASHED.test(segment))
}

function makeSafe(name: string): string {
  const cleaned = name
    .normalize('NFC')
    .replaceAll(UNSAFE, '_')
    .replaceAll(/\p{Surrogate}/gu, '_')
    .replace(/^[ .]+/, '_')
    .replace(/[ .]+$/, '_')
  if (cleaned === '') return '_'
  return DEVICE.test(cleaned) ? `_${cleaned}` : cleaned
}

// File systems count bytes; a cut inside a character would make another name.
function cut(name: string): string {
  let bytes = 0
  let kept = ''
  for (const character of name) {
    bytes += new TextEncoder().encode(character).byteLength
    if (bytes > LONGEST_NAME) return kept
    kept += character
  }
  return kept
}

// Two names that are one on a file system that ignores case: some of them take ß for ss.
function fold(name: string): string {
  return name.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC')
}
