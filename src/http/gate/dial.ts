import type { Socket } from 'node:net'

import type { ConnectOptions } from './connection-target.ts'

/** `node:net` or `node:tls`, whose overloads do not know options that were handed on. */
interface Connector {
  connect(options: object): Socket
}

let isDialing = false
const ownConnections = new WeakSet<object>()

/** Notes that a connection carries only what was decided to go live. */
export function noteOwnConnection<Connection extends Socket>(connection: Connection): Connection {
  ownConnections.add(connection)
  return connection
}

/** Whether a connection that TLS is put over is one of rewind's own. */
export function isOwnTransport(connection: object): boolean {
  return ownConnections.has(connection)
}

/**
 * Connects to the real server, in place of a connection that was taken over.
 *
 * @param options - what the client's connection was to be made with, its TLS options among them
 * @param isTls - whether it was one of `node:tls`
 */
export function dial(options: ConnectOptions, isTls: boolean): Socket {
  const connector: Connector = isTls ? process.getBuiltinModule('node:tls') : process.getBuiltinModule('node:net')
  isDialing = true
  try {
    return connector.connect({ ...options, socket: undefined })
  } finally {
    isDialing = false
  }
}

/** Whether the connection that is being made now is one of rewind's own. */
export function isOwnConnection(): boolean {
  return isDialing
}
