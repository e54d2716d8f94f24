import { hostOfUrl } from '../../text/urls/host-of-url.ts'
import { portOfUrl } from '../../text/urls/port-of-url.ts'

/** The parts of the options of `net.connect` that say where a connection leads. */
export interface ConnectOptions {
  readonly host?: unknown
  readonly port?: unknown
  readonly path?: unknown
  readonly servername?: unknown
  readonly ALPNProtocols?: unknown
  /** Of the request that `node:http` opens the connection for. */
  readonly method?: unknown
  /** Those of the request that `node:http` opens the connection for. */
  readonly headers?: unknown
}

/** Where a connection leads. */
export interface ConnectionTarget {
  readonly host: string
  readonly port: number | undefined
}

const PROXY_VARIABLES = ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy'] as const

/** Finds the options in the parameters of `net.Socket.prototype.connect`. */
export function connectOptionsOf(parameters: readonly unknown[]): ConnectOptions {
  // `net.connect` and `tls.connect` hand their normalized arguments on as one array.
  const [first, second] = Array.isArray(parameters[0]) ? parameters[0] : parameters
  if (typeof first === 'object' && first !== null) return first
  // A path is whatever is no number, as `node:net` has it.
  if (typeof first === 'string' && !(Number(first) >= 0)) return { path: first }
  return first === undefined ? {} : { port: first, host: typeof second === 'string' ? second : 'localhost' }
}

/**
 * Reads where a connection leads.
 *
 * @returns its host and port; undefined for a Unix socket
 */
export function connectionTargetOf(options: ConnectOptions): ConnectionTarget | undefined {
  if (typeof options.path === 'string' && options.path !== '' && options.port === undefined) return undefined
  const port = Number(options.port)
  return {
    host: typeof options.host === 'string' ? options.host : 'localhost',
    port: Number.isInteger(port) ? port : undefined,
  }
}

/**
 * Reads which host a request names that `node:http` opens a connection for: through a proxy it is not the host
 * connected to.
 *
 * @param options - of `net.connect`: the headers of that request are among them
 * @returns the host that the header names; undefined where there is none
 */
export function requestedTargetOf(options: ConnectOptions): ConnectionTarget | undefined {
  const { headers } = options
  if (typeof headers !== 'object' || headers === null) return undefined
  const [, host] = pairsOf(headers).find(([name]) => String(name).toLowerCase() === 'host') ?? []
  return typeof host === 'string' ? targetOf(`http://${host}`) : undefined
}

// Also where they are a list: of pairs, or of names and values in turn.
function pairsOf(headers: object): readonly (readonly unknown[])[] {
  if (!Array.isArray(headers)) return Object.entries(headers)
  if (Array.isArray(headers[0])) return headers.filter((pair) => Array.isArray(pair))
  return headers.flatMap((name, index) => (index % 2 === 0 ? [[name, headers[index + 1]]] : []))
}

/** Finds the host that a TLS handshake names, which need not be the one connected to. */
export function serverNameOf(options: ConnectOptions): ConnectionTarget | undefined {
  const { servername } = options
  if (typeof servername !== 'string' || servername === '') return undefined
  return { host: servername, port: connectionTargetOf(options)?.port }
}

/**
 * Says whether a connection leads to a proxy that the environment names, which `node:http` uses by itself under
 * `NODE_USE_ENV_PROXY`. It opens the connection before it announces the request.
 */
export function isEnvironmentProxy(
  target: ConnectionTarget,
  variables: Readonly<Record<string, string | undefined>>,
): boolean {
  return PROXY_VARIABLES.some((name) => {
    const proxy = targetOf(variables[name] ?? '')
    return proxy !== undefined && proxy.host === target.host && proxy.port === target.port
  })
}

function targetOf(text: string): ConnectionTarget | undefined {
  if (!URL.canParse(text)) return undefined
  const url = new URL(text)
  return { host: hostOfUrl(url), port: portOfUrl(url) ?? 80 }
}
