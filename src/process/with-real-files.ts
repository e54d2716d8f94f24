const files = process.getBuiltinModule('node:fs')
/** What Node.js loads modules by, as it was when the process was set up. */
const REAL = ['closeSync', 'lstatSync', 'openSync', 'readFileSync', 'readSync', 'realpathSync', 'statSync'].map(
  describe,
)

/**
 * Loads modules though a test has replaced functions of `node:fs`, such as `readFileSync` by one that returns a prompt:
 * Node.js would take that for the text of the module.
 *
 * @param load - loads in one synchronous step, in which nobody else sees the real functions
 */
export function withRealFiles<Result>(load: () => Result): Result {
  const replaced = REAL.map(({ name }) => describe(name))
  REAL.forEach(define)
  try {
    return load()
  } finally {
    replaced.forEach(define)
  }
}

function describe(name: string): { readonly name: string; readonly descriptor: PropertyDescriptor | undefined } {
  return { name, descriptor: Object.getOwnPropertyDescriptor(files, name) }
}

function define({ name, descriptor }: ReturnType<typeof describe>): void {
  if (descriptor !== undefined) Object.defineProperty(files, name, descriptor)
}
