import type { Socket } from 'node:net'

import { bindConnection, localPortOf, replaceWrite, writeOf } from '../internals.ts'
import { isOnThisMachine, isSocket, objectIn, type PairRules } from './pair-rules.ts'

/** A connection that this process has made. */
interface ClientEnd {
  readonly socket: Socket
  /** Of whoever opened it; once it is paired, of whoever has written last. */
  context: unknown
}

/**
 * Pairs the connections of this process with the servers in it that accept them, whatever they speak: WebSocket, gRPC
 * or lines of text. What a server does with the bytes of a connection then runs as what has written them. HTTP is
 * paired request by request as well.
 */
export function pairConnections({ context, enter }: Pick<PairRules, 'context' | 'enter'>): () => void {
  const { subscribe, unsubscribe } = process.getBuiltinModule('node:diagnostics_channel')
  const { AsyncResource } = process.getBuiltinModule('node:async_hooks')
  const clients = new Map<number, ClientEnd>()

  const onClient = (message: unknown): void => {
    const socket = objectIn(message, 'socket')
    const caller = context()
    if (!isSocket(socket) || caller === undefined) return
    // A server may accept a connection before its client hears that it is open. The port is known once it is asked for,
    // which is in the same step.
    socket.once('connectionAttempt', () => process.nextTick(() => note({ socket, context: caller })))
  }
  const note = (client: ClientEnd): void => {
    const port = localPortOf(client.socket)
    if (port === undefined || client.socket.destroyed) return
    clients.set(port, client)
    client.socket.once('close', () => {
      if (clients.get(port) === client) clients.delete(port)
    })
  }
  const onServer = (message: unknown): void => {
    const socket = objectIn(message, 'socket')
    if (!isSocket(socket) || !isOnThisMachine(socket)) return
    const client = clients.get(socket.remotePort ?? 0)
    if (client !== undefined) follow(client, socket)
  }
  // Its callbacks run in the context that it was made in, which is nobody's.
  const bind = (server: Socket, caller: unknown): void =>
    new AsyncResource('rewind').runInAsyncScope(() => {
      enter(caller)
      bindConnection(server)
    })
  const follow = (client: ClientEnd, server: Socket): void => {
    bind(server, client.context)
    const write = writeOf(client.socket)
    if (write === undefined) return
    replaceWrite(client.socket, function writePaired(...parameters) {
      const caller = context()
      if (caller !== undefined && caller !== client.context) {
        client.context = caller
        bind(server, caller)
      }
      return Reflect.apply(write, this, parameters)
    })
  }

  subscribe('net.client.socket', onClient)
  subscribe('net.server.socket', onServer)
  return () => {
    unsubscribe('net.client.socket', onClient)
    unsubscribe('net.server.socket', onServer)
  }
}
