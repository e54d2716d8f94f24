import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'

import { isBuiltinLoaded, replaceStartTls, startTlsOf, tlsOptionsOf, transportOf, type StartTls } from '../internals.ts'
import type { ConnectionTarget } from './connection-target.ts'
import { isOwnTransport } from './dial.ts'
import { watchWrites, type RefuseTarget } from './watch-writes.ts'

/** A watch on TLS over connections that are open already. */
export interface TlsWatch {
  /** Begins to watch. The interceptor must come after: it then answers what it has, and none of that comes here. */
  begin(): void
  /** Begins to watch, unless `node:tls` is not loaded: to load it takes 10 ms and more. */
  beginIfLoaded(): void
  dispose(): void
}

/**
 * Watches handshakes over a connection that its caller brings, such as a tunnel through a proxy: nothing of them is
 * written in JavaScript.
 *
 * @param refuse - asked about the server name of each
 */
export function watchTls(refuse: RefuseTarget): TlsWatch {
  let original: StartTls | undefined
  let replacement: StartTls | undefined
  const watch = {
    begin() {
      if (replacement !== undefined) return
      const start = startTlsOf(process.getBuiltinModule('node:tls').TLSSocket.prototype)
      if (start === undefined) return
      original = start
      replacement = function startWatched(this: TLSSocket) {
        const refusal = refusalOf(this, refuse)
        if (refusal !== undefined) return void this.destroy(refusal)
        // What a handshake does not name, the request in it does. A socket that connects by itself is watched already.
        const transport = transportOf(this)
        if (transport !== undefined && !isOwnTransport(transport)) watchWrites(this, refuse)
        return Reflect.apply(start, this, [])
      }
      replaceStartTls(replacement)
    },
    beginIfLoaded() {
      if (replacement === undefined && isBuiltinLoaded('tls')) watch.begin()
    },
    dispose() {
      if (original === undefined || replacement === undefined) return
      const { prototype } = process.getBuiltinModule('node:tls').TLSSocket
      // Whoever replaced it after us goes on calling ours.
      if (startTlsOf(prototype) === replacement) replaceStartTls(original)
    },
  }
  return watch
}

function refusalOf(socket: TLSSocket, refuse: RefuseTarget): Error | undefined {
  const { socket: transport, servername, host, port } = tlsOptionsOf(socket) ?? {}
  if (transport === undefined || isOwnTransport(transport)) return undefined
  const leadsTo = targets.get(transport)
  const name = servername ?? host
  const refusal = name === undefined ? undefined : refuse({ host: name, port: port ?? leadsTo?.port })
  return refusal ?? (leadsTo === undefined ? undefined : refuse(leadsTo))
}

const targets = new WeakMap<object, ConnectionTarget>()

/** Notes where a connection leads that TLS may be put over. */
export function noteTarget(connection: Socket, target: ConnectionTarget): void {
  targets.set(connection, target)
}
