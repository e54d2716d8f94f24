import type { Http2Session } from 'node:http2'
import type { Socket } from 'node:net'
import type { ConnectionOptions, TLSSocket } from 'node:tls'

import { isObject } from '../text/unknown/is-object.ts'

// What is read of Node.js, undici and the interceptors that they do not document, in one place. Each was checked on
// Node.js 24.21 with @mswjs/interceptors 0.45.12; on 22.18 and 26.10 only recording and replay as a whole were. Where a
// version lacks one, its reader gives undefined or does nothing.

/** One chunk of what a socket was told to write while it was corked. */
interface WrittenChunk {
  readonly chunk: string | Uint8Array
  readonly encoding?: BufferEncoding
}

/** What a socket hands to its handle: one chunk, or those that were corked. */
export type Written = string | Uint8Array | readonly WrittenChunk[]

/** `net.Socket.prototype._writeGeneric`: where every write in JavaScript comes through, with and without TLS. */
export type Write = (
  this: Socket,
  ...parameters: [isMany: boolean, data: Written, encoding: BufferEncoding, done: (error?: Error | null) => void]
) => unknown

/** Reads what writes for a socket. */
export function writeOf(socket: Socket): Write | undefined {
  const write: unknown = Reflect.get(socket, '_writeGeneric')
  return isWrite(write) ? write : undefined
}

/** Lets a socket write by other means. */
export function replaceWrite(socket: Socket, write: Write): void {
  Object.defineProperty(socket, '_writeGeneric', { value: write, configurable: true, writable: true })
}

/** Takes a replacement away, where nobody put another one in its place. */
export function restoreWrite(socket: Socket, replacement: Write): void {
  if (writeOf(socket) === replacement) Reflect.deleteProperty(socket, '_writeGeneric')
}

/** Reads what a socket was told to write and has not handed on; undefined where there is nothing. */
export function pendingWriteOf(socket: Socket): Written | undefined {
  const pending: unknown = Reflect.get(socket, '_pendingData')
  if (typeof pending === 'string' || pending instanceof Uint8Array) return pending
  return Array.isArray(pending) && pending.length > 0 ? pending : undefined
}

/** `tls.TLSSocket.prototype._start`: begins the handshake of a client. */
export type StartTls = (this: TLSSocket) => void

/** Reads what begins the handshake of a socket. */
export function startTlsOf(socket: object): StartTls | undefined {
  const start: unknown = Reflect.get(socket, '_start')
  return isStartTls(start) ? start : undefined
}

/** Lets every TLS socket begin its handshake by other means. */
export function replaceStartTls(start: StartTls): void {
  const { TLSSocket: Class } = process.getBuiltinModule('node:tls')
  Object.defineProperty(Class.prototype, '_start', {
    value: start,
    configurable: true,
    writable: true,
    enumerable: true,
  })
}

/** Reads the options that `tls.connect` made a socket with. */
export function tlsOptionsOf(socket: object): ConnectionOptions | undefined {
  const options: unknown = readSymbol(socket, 'connect-options')
  return isTlsOptions(options) ? options : undefined
}

/** Finds the connection that a TLS socket was put over; undefined for one that connects by itself. */
export function transportOf(socket: object): Socket | undefined {
  const { socket: transport } = tlsOptionsOf(socket) ?? {}
  return isSocket(transport) ? transport : undefined
}

/** Closes the handle of a socket: what the interceptor replaces on every socket that it answers would do so. */
export function closeHandle(socket: object): void {
  const handle: unknown = Reflect.get(socket, '_handle')
  if (isObject(handle) && 'close' in handle && typeof handle.close === 'function') handle.close()
}

/** Reads the port that a socket which is being connected has on this side; undefined where it has none. */
export function localPortOf(socket: object): number | undefined {
  const handle: unknown = Reflect.get(socket, '_handle')
  // What the socket itself shows is kept from the first time that it is asked for.
  if (!isObject(handle) || !('getsockname' in handle) || typeof handle.getsockname !== 'function') return undefined
  const name: { readonly port?: unknown } = {}
  handle.getsockname(name)
  return typeof name.port === 'number' && name.port > 0 ? name.port : undefined
}

/**
 * Lets what comes over a connection that a server has accepted be handled in the async context of the caller: `node:http`
 * does the same with a connection that it uses again. The parser of HTTP has a context of its own, also for the upgrade
 * to another protocol.
 */
export function bindConnection(socket: object): void {
  bindResource(Reflect.get(socket, '_handle'))
  bindResource(Reflect.get(socket, 'parser'))
}

/** Lets the body of a request be read in the async context of the caller, which a server of HTTP/2 was given. */
export function bindStream(stream: object): void {
  bindResource(readSymbol(stream, 'kHandle'))
}

function bindResource(resource: unknown): void {
  if (isObject(resource) && 'asyncReset' in resource && typeof resource.asyncReset === 'function')
    resource.asyncReset({})
}

/** Finds the `ClientRequest` of `node:http` that a socket works for. */
export function requestOnSocket(socket: object): unknown {
  return Reflect.get(socket, '_httpMessage')
}

/** Finds the socket of a request: of a `ClientRequest`, or itself. */
export function socketOfRequest(initiator: unknown): object | undefined {
  if (!isObject(initiator)) return undefined
  const socket: unknown = Reflect.get(initiator, 'socket')
  return isObject(socket) ? socket : initiator
}

/** Makes the connection of a socket that the interceptor controls, as it does for a request that passes. */
export function connectAsController(controller: object): Socket {
  const connect: unknown = Reflect.get(controller, 'createConnection')
  if (typeof connect !== 'function') throw new TypeError('the interceptor has no way to connect')
  return Reflect.apply(connect, controller, [])
}

/** Says whether `node:http` itself gave the options of a connection: they are those of the request. */
export function isOfHttpAgent(options: object): boolean {
  return '_agentKey' in options || 'createConnection' in options
}

/** Reads the head of a request of `node:http` that was serialized when it was made. */
export function serializedHeadOf(request: object): string | undefined {
  const head: unknown = Reflect.get(request, '_header')
  return typeof head === 'string' ? head : undefined
}

/** Finds the socket that a session of `node:http2` works on where that socket has no native handle: it is wrapped. */
export function wrappedSocketOf(wrapper: object | undefined): object | undefined {
  const socket: unknown = wrapper === undefined ? undefined : Reflect.get(wrapper, 'stream')
  return isObject(socket) ? socket : undefined
}

/**
 * Finds the socket that a session of `node:http2` works on. What the session shows for it refuses to be destroyed, but
 * its methods are the real one's, and adding or removing a listener gives back the socket.
 */
export function socketOfSession(session: Http2Session): Socket | undefined {
  const shown: Socket | undefined = session.socket
  const socket: unknown = shown?.removeListener('close', ignoreClose)
  return socket !== shown && isSocket(socket) ? socket : undefined
}

/** Reads the origin that a session of `node:http2` was opened for, as it was given to `http2.connect`. */
export function originOfSession(session: Http2Session): string | undefined {
  const protocol: unknown = readSymbol(session, 'protocol')
  const authority: unknown = readSymbol(session, 'authority')
  return typeof protocol === 'string' && typeof authority === 'string' ? `${protocol}//${authority}` : undefined
}

/**
 * Says whether a module of Node.js was loaded in this process.
 *
 * @returns whether it was; `true` where this Node.js does not say
 */
export function isBuiltinLoaded(name: string): boolean {
  const loaded: unknown = Reflect.get(process, 'moduleLoadList')
  return !Array.isArray(loaded) || loaded.includes(`NativeModule ${name}`)
}

/** Counts who is subscribed to a channel of `node:diagnostics_channel`; 0 where this Node.js does not say. */
export function countSubscribers(channel: object): number {
  const subscribers: unknown = Reflect.get(channel, '_subscribers')
  return Array.isArray(subscribers) ? subscribers.length : 0
}

/** Where the copies of undici keep the agent that `fetch` sends its requests by; they differ in the number. */
export const GLOBAL_DISPATCHERS = [
  Symbol.for('undici.globalDispatcher.1'),
  Symbol.for('undici.globalDispatcher.2'),
] as const

/** Reads the options that an agent of undici was made with. */
export function agentOptionsOf(agent: object): unknown {
  return readSymbol(agent, 'options')
}

/** Reads a `Host` field out of a request that a channel of undici hands over. */
export function hostFieldOf(request: object): string | undefined {
  const host: unknown = Reflect.get(request, 'host')
  return typeof host === 'string' ? host : undefined
}

/**
 * Connects so that no socket interceptor of this process sees it: with the first of them comes a context for that.
 * Sockets that no interceptor has marked are thrown out of every `http.Agent`'s pool, so the context marks them.
 */
export function connectUnseen(connect: () => Socket): Socket {
  const context: unknown = Reflect.get(globalThis, '__MSW_INTERNAL_CONNECTION_CONTEXT')
  return isConnectionContext(context) ? context.run(connect) : connect()
}

/** Finds a single instance that all users of one copy of the interceptors share. */
export function findSharedInterceptor(name: string): unknown {
  const registry: unknown = Reflect.get(globalThis, '__MSW_INTERCEPTORS_REGISTRY')
  return registry instanceof Map ? registry.get(Symbol.for(name)) : undefined
}

function ignoreClose(): void {}

function readSymbol(object: object, name: string): unknown {
  const symbol = Object.getOwnPropertySymbols(object).find(({ description }) => description === name)
  return symbol === undefined ? undefined : Reflect.get(object, symbol)
}

// What these say of a type is a claim: of a function that is not documented, nothing more can be seen.
function isWrite(value: unknown): value is Write {
  return typeof value === 'function'
}

function isStartTls(value: unknown): value is StartTls {
  return typeof value === 'function'
}

function isSocket(value: unknown): value is Socket {
  return isObject(value) && 'destroy' in value
}

function isTlsOptions(value: unknown): value is ConnectionOptions {
  return isObject(value)
}

function isConnectionContext(value: unknown): value is { run(connect: () => Socket): Socket } {
  return isObject(value) && 'run' in value && typeof value.run === 'function'
}
