/** What is wrong, and what to do. */
interface Problem {
  readonly summary: string
  readonly remedy: string
  /** Both, as errors show them. */
  readonly message: string
}

/**
 * Says that a Node.js is too old. What asks is evaluated before anything else is loaded, by that old Node.js: this file
 * imports nothing, not even the errors.
 *
 * @param version - of Node.js, such as `20.20.2`
 * @returns undefined where it is new enough
 */
export function explainOldNode(version: string): Problem | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  // The first that requires ES modules without a warning and runs TypeScript without a flag.
  if (major > 22 || (major === 22 && minor >= 18)) return undefined
  const summary = `rewind needs Node.js 22.18 or later, and this is ${version}`
  const remedy = 'nvm install 24, or take it from https://nodejs.org'
  return { summary, remedy, message: `${summary}  [REWIND_RUNNER]\n  fix       ${remedy}` }
}
