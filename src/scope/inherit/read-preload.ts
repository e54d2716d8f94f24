/** What a preload was given. */
export interface Preloaded {
  /** The folder of the scope that started this process; undefined where none did. */
  readonly session: string | undefined
  /** Whether a test of node:test started it. */
  readonly isWithinNodeTest: boolean
}

/** Reads what a preload was given. */
export function readPreload(url: string): Preloaded {
  const given = new URL(url).searchParams
  return { session: given.get('session') ?? undefined, isWithinNodeTest: given.get('within') === 'node-test' }
}
