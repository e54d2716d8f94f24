import type { Socket } from 'node:net'

import { isObject } from '../../text/unknown/is-object.ts'
import { memberOf } from '../../text/unknown/member-of.ts'

/** What a server in this process answers is the caller's: of whom, and how its context is entered. */
export interface PairRules {
  /** Read where a request is made. */
  readonly context: () => unknown
  /** Makes a context that of the code that answers a request, from here on. */
  readonly enter: (context: unknown) => void
  /** Finds the context that a request names itself, and enters it; says whether that is decided. */
  readonly enterNamed: (
    headers: Readonly<Record<string, string | readonly string[] | undefined>>,
    pair: { readonly isPaired: boolean },
  ) => boolean
}

const LOOPBACK = /^(?:::ffff:)?127\.|^::1$/

/** Says whether a connection that a server has accepted comes from its own machine. */
export function isOnThisMachine({ remoteAddress, localAddress }: Socket): boolean {
  return remoteAddress !== undefined && (LOOPBACK.test(remoteAddress) || remoteAddress === localAddress)
}

/** Reads an object that a diagnostics channel hands over. */
export function objectIn(message: unknown, name: string): object | undefined {
  const member = memberOf(message, name)
  return isObject(member) ? member : undefined
}

/** Says whether what a diagnostics channel hands over is a socket. */
export function isSocket(value: unknown): value is Socket {
  return isObject(value) && 'once' in value && 'connecting' in value
}
