import { PLACEHOLDER_PREFIX } from '../text/placeholder-prefix.ts'
import type { Credential } from './catalogue.ts'
import { CREDENTIALS } from './set-up-table.ts'

/** Environment variables, such as `process.env`. */
type Variables = Record<string, string | undefined>

const PLACEHOLDER = new RegExp(`${PLACEHOLDER_PREFIX}([A-Z0-9_]+)`, 'u')

/** Prototypes that hold placeholders, with the credentials that these are for. */
const lent = new WeakMap<object, readonly Credential[]>()

/**
 * Sets a placeholder for every unset credential, so that SDK clients can be made where nothing goes live. They are on
 * the environment's prototype: a `.env` file that is loaded later still sets the real keys, since those that load it
 * leave own variables alone; and child processes, which get own variables only, see none.
 *
 * @param variables - the environment; changed in place
 * @param hasFile - says whether a file is there, by its path in the home directory
 */
export function setPlaceholderKeys(variables: Variables, hasFile: (path: string) => boolean): void {
  const credentials = lentCredentials(variables) ?? lend(variables, hasFile)
  for (const credential of credentials) fillEmpty(variables, credential)
}

/**
 * Takes the placeholders away again.
 *
 * @param variables - the environment; changed in place
 */
export function clearPlaceholderKeys(variables: Variables): void {
  const credentials = lentCredentials(variables)
  if (credentials === undefined) return
  Object.setPrototypeOf(variables, Object.getPrototypeOf(Object.getPrototypeOf(variables)))
  for (const name of credentials.flatMap((credential) => credential.variables)) {
    if (Object.hasOwn(variables, name) && isPlaceholder(variables[name])) variables[name] = ''
  }
}

/**
 * Finds a placeholder that a request would carry to a provider.
 *
 * @param texts - header values and the URL of the request
 * @returns the variable that has to be set
 */
export function findPlaceholder(texts: readonly string[]): string | undefined {
  for (const text of texts) {
    const name = PLACEHOLDER.exec(text)?.[1]
    if (name !== undefined) return name
  }
  return undefined
}

function lentCredentials(variables: Variables): readonly Credential[] | undefined {
  const prototype: object | null = Object.getPrototypeOf(variables)
  return prototype === null ? undefined : lent.get(prototype)
}

function lend(variables: Variables, hasFile: (path: string) => boolean): readonly Credential[] {
  const credentials = CREDENTIALS.filter(({ unlessFiles = [] }) => !unlessFiles.some(hasFile))
  const lending: object = Object.create(Object.getPrototypeOf(variables))
  for (const credential of credentials) {
    for (const name of credential.variables) defineLoan(lending, name, credential)
  }
  lent.set(lending, credentials)
  Object.setPrototypeOf(variables, lending)
  return credentials
}

// Looked up anew each time: a `.env` file that is loaded later may set another variable that clients take instead.
function defineLoan(lending: object, name: string, credential: Credential): void {
  Object.defineProperty(lending, name, {
    get(this: Variables) {
      return isElsewhere(this, credential) ? undefined : placeholder(name, credential)
    },
    set(this: Variables, value: unknown) {
      Object.defineProperty(this, name, { value, writable: true, enumerable: true, configurable: true })
    },
  })
}

// CI sets a secret that it does not have to the empty text.
function fillEmpty(variables: Variables, credential: Credential): void {
  const empty = credential.variables.filter((name) => Object.hasOwn(variables, name) && variables[name] === '')
  if (empty.length === 0 || credential.value !== undefined || isElsewhere(variables, credential)) return
  for (const name of empty) variables[name] = placeholder(name, credential)
}

function isElsewhere(variables: Variables, { variables: own, isOne, unless = [] }: Credential): boolean {
  return [...(isOne === true ? own : []), ...unless].some(
    (name) => Object.hasOwn(variables, name) && variables[name] !== '' && !isPlaceholder(variables[name]),
  )
}

function isPlaceholder(value: string | undefined): boolean {
  return value?.includes(PLACEHOLDER_PREFIX) === true
}

function placeholder(name: string, { prefix = '', value }: Credential): string {
  return value ?? `${prefix}${PLACEHOLDER_PREFIX}${name}`
}
