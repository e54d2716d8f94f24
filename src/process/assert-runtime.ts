import { RewindError } from '../errors.ts'

/** Runtimes with a `process.versions.node` and an HTTP client of their own, which nothing can intercept. */
const OTHERS = { bun: 'Bun', deno: 'Deno' } as const

/**
 * Refuses runtimes whose traffic cannot be intercepted: there, a test would go live without a word.
 *
 * @param versions - those of the runtime
 * @throws {RewindError} `REWIND_RUNNER` in Bun and Deno
 */
export function assertRuntime(versions: Readonly<Record<string, string | undefined>> = process.versions): void {
  for (const [key, name] of Object.entries(OTHERS)) {
    if (versions[key] === undefined) continue
    throw new RewindError('REWIND_RUNNER', {
      summary: `rewind cannot intercept the traffic of ${name} ${versions[key]}: it records and replays in Node.js only`,
      remedy: 'run this with Node.js instead, such as: npx vitest run',
    })
  }
}
