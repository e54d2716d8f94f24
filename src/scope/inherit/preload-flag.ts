import { escapePattern } from '../../text/patterns/escape-pattern.ts'

/** The module that other processes load first: beside this one in what is published. */
const PRELOAD = new URL('register.js', import.meta.url).href
const OWN_FLAG = new RegExp(`\\s*--import[= ]${escapePattern(PRELOAD)}(?:\\?\\S*)?`, 'g')

/**
 * Names the module that another process loads first.
 *
 * @param session - the folder of the scope that its calls belong to; none where it finds its own
 * @returns a URL, in which nothing needs quotes
 */
function preloadUrl(session: string | undefined): string {
  if (session === undefined) return PRELOAD
  // node:test's own variable is inherited as well, by processes that are not test files.
  const within = process.env['NODE_TEST_CONTEXT'] === undefined ? '' : '&within=node-test'
  return `${PRELOAD}?session=${encodeURIComponent(session)}${within}`
}

/**
 * Adds the preload to what `NODE_OPTIONS` says already, in the place of an earlier one.
 *
 * @param options - the value of the variable
 */
export function addPreload(options: string | undefined, session: string | undefined): string {
  const others = (options ?? '').replaceAll(OWN_FLAG, '').trim()
  return `${others} --import=${preloadUrl(session)}`.trim()
}

/** Adds the preload to the flags of a thread. */
export function addPreloadFlag(flags: readonly string[], session: string | undefined): readonly string[] {
  return [...flags.filter((flag) => !` ${flag}`.match(OWN_FLAG)), `--import=${preloadUrl(session)}`]
}
