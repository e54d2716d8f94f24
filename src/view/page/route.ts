import { useEffect, useState } from 'preact/hooks'

/** What is open beside a call. */
export const PANELS = ['request', 'stream', 'messages', 'wire'] as const
export type Panel = (typeof PANELS)[number]

/** How a test is looked at. */
const VIEWS = ['conversation', 'cost', 'changes'] as const
export type View = (typeof VIEWS)[number]

/** What the address of the page names. */
export interface Route {
  /** Undefined where no test is open. */
  readonly test: string | undefined
  readonly view: View
  /** 1-based number of a call. */
  readonly call: number | undefined
  readonly panel: Panel | undefined
}

/** The address of a test, of a way to look at it, or of a call. */
export function linkTo(test: string, ...rest: readonly (string | number)[]): string {
  return `#/${[test, ...rest].join('/')}`
}

/** Follows the address of the page. */
export function useRoute(): Route {
  const [hash, setHash] = useState(location.hash)
  useEffect(() => {
    const follow = (): void => setHash(location.hash)
    addEventListener('hashchange', follow)
    return () => removeEventListener('hashchange', follow)
  }, [])
  return parseRoute(hash)
}

/** Reads the part of an address after `#`: `/<test>`, `/<test>/cost`, `/<test>/3`, `/<test>/3/wire`. */
function parseRoute(hash: string): Route {
  const [, test, second, third] = hash.replace(/^#/u, '').split('/')
  const call = second !== undefined && /^\d+$/u.test(second) ? Number(second) : undefined
  return {
    test: test === undefined || test === '' ? undefined : test,
    view: VIEWS.find((view) => view === second) ?? 'conversation',
    call,
    panel: PANELS.find((panel) => panel === third),
  }
}
