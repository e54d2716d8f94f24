import { isOfHttpAgent } from '../internals.ts'
import { namesOfAddress } from '../origins/looked-up-names.ts'
import {
  connectionTargetOf,
  isEnvironmentProxy,
  requestedTargetOf,
  serverNameOf,
  type ConnectionTarget,
  type ConnectOptions,
} from './connection-target.ts'
import { isInterceptorShared } from './shared-source.ts'

/** Which connections are looked at. */
export interface RouteRules {
  /** Whether connections to this host may carry calls to an LLM. */
  readonly isCandidate: (host: string, port: number | undefined) => boolean
  /** Whether any connection may carry one now: a proxy to an LLM host looks like any other host. */
  readonly isAnyCandidate: () => boolean
  /** Whether every request is looked at, whatever its host. */
  readonly isEveryCandidate: () => boolean
}

/** Where a connection is led that is about to be made. */
export type Route =
  /** To what answers HTTP/2. */
  | 'http2'
  /** To the interceptor, which sees HTTP/1.1. */
  | 'interceptor'
  /** To the network; what it writes is watched. */
  | 'network'

/** A `createConnection` or an agent of the user may add some frames. */
const SEARCHED_FRAMES = 25
const HTTP2_CONNECT = /\bconnect \(node:internal\/http2\/core/
const CLIENT_REQUEST = /\bnew ClientRequest \(node:_http_client/
/** Connects before it makes its session of HTTP/2, and to an address that it has looked up. */
const GRPC_CONNECT = /[\\/]@grpc[\\/]grpc-js[\\/]/
const HTTP2_OR_GRPC = new RegExp(`${HTTP2_CONNECT.source}|${GRPC_CONNECT.source}`)

/** Decides where a connection is led. */
export function routeConnection(options: ConnectOptions, rules: RouteRules): Route {
  const isToLlm = llmTargetOf(options, rules) !== undefined
  if (!isToLlm && !mayCarryCalls(options, rules)) return 'network'
  if (!isHttp2First(options) && !isMadeBy(isToLlm ? HTTP2_OR_GRPC : HTTP2_CONNECT)) return 'interceptor'
  // Never the interceptor: HTTP/2 writes below the layer that it sees, and would never be answered.
  return isToLlm || (rules.isEveryCandidate() && isHttp2Only(options)) ? 'http2' : 'network'
}

// Of any host, nobody knows which protocol it would choose.
function isHttp2Only({ ALPNProtocols: protocols }: ConnectOptions): boolean {
  return protocols === undefined || (Array.isArray(protocols) && protocols.every((protocol) => protocol === 'h2'))
}

/** Finds the LLM host that a connection leads to; undefined where it leads to none, or where that shows only later. */
export function llmTargetOf(options: ConnectOptions, rules: RouteRules): ConnectionTarget | undefined {
  const target = connectionTargetOf(options)
  const known = [target, serverNameOf(options)].find((found) => isCandidate(found, rules))
  return known ?? (target === undefined ? undefined : lookedUpTarget(target, rules))
}

// Of gRPC only: many hosts share an address. An address that another host has as well says nothing.
function lookedUpTarget({ host: address, port }: ConnectionTarget, rules: RouteRules): ConnectionTarget | undefined {
  const names = namesOfAddress(address)
  const [host] = names
  if (host === undefined || !names.every((name) => rules.isCandidate(name, port))) return undefined
  return isMadeBy(GRPC_CONNECT) ? { host, port } : undefined
}

function mayCarryCalls(options: ConnectOptions, rules: RouteRules): boolean {
  const target = connectionTargetOf(options)
  return (
    isCandidate(requestedTargetOf(options), rules) ||
    (target !== undefined && isEnvironmentProxy(target, process.env)) ||
    rules.isAnyCandidate() ||
    // A tunnel that a request of `node:http` asks for, which Node.js announces later.
    options.method === 'CONNECT' ||
    isInterceptorShared() ||
    // An agent of a library that connects to its proxy, before Node.js announces the request.
    (!isOfHttpAgent(options) && isMadeBy(CLIENT_REQUEST))
  )
}

function isCandidate(target: ConnectionTarget | undefined, rules: RouteRules): boolean {
  return target !== undefined && rules.isCandidate(target.host, target.port)
}

/** Says whether a client of TLS speaks HTTP/2 where the server lets it choose. */
export function isHttp2First({ ALPNProtocols: protocols }: ConnectOptions): boolean {
  return Array.isArray(protocols) && protocols[0] === 'h2'
}

// What makes a connection in the same call shows in the stack, and without TLS nothing in the options says that it is
// HTTP/2.
function isMadeBy(frame: RegExp): boolean {
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = SEARCHED_FRAMES
  const { stack } = new Error('connection made here')
  Error.stackTraceLimit = limit
  return frame.test(stack ?? '')
}
