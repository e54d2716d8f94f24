// Preload (node --import): the only network of a child process is loopback. Connections to the hosts of LOOPBACK_HOSTS
// ({"api.openai.com:443": port}) go to that port of 127.0.0.1, TLS names untouched; all others outside of loopback fail.
// Every attempt is a line of the file LOOPBACK_LOG, so that a test can show that there was none.
import { appendFileSync } from 'node:fs'
import net from 'node:net'

const hosts = JSON.parse(process.env.LOOPBACK_HOSTS ?? '{}')
const log = process.env.LOOPBACK_LOG
const { connect } = net.Socket.prototype
const isLoopback = (host) => host === 'localhost' || host === '::1' || /^127\./.test(host)

net.Socket.prototype.connect = function connectToLoopback(...parameters) {
  const normalized = Array.isArray(parameters[0]) ? parameters[0] : parameters
  const options = typeof normalized[0] === 'object' && normalized[0] !== null ? normalized[0] : undefined
  // An interceptor's imitated connection looks its host up nowhere.
  if (options === undefined || options.path || options.lookup?.name === 'mockLookup') return connect.apply(this, parameters)
  const target = `${options.host ?? 'localhost'}:${options.port}`
  const port = hosts[target]
  if (port === undefined && isLoopback(options.host ?? 'localhost')) return connect.apply(this, parameters)
  if (log) appendFileSync(log, `${target}\n`)
  if (port === undefined) {
    process.nextTick(() => this.destroy(Object.assign(new Error(`the network is closed: ${target}`), { code: 'ENETUNREACH' })))
    return this
  }
  const redirected = { ...options, host: '127.0.0.1', port, lookup: undefined }
  const rest = normalized.slice(1)
  const arguments_ = Array.isArray(parameters[0]) ? Object.assign([redirected, ...rest], copySymbols(parameters[0])) : [redirected, ...rest]
  return Array.isArray(parameters[0]) ? connect.call(this, arguments_) : connect.apply(this, arguments_)
}

// net marks its normalized arguments with a symbol.
function copySymbols(from) {
  return Object.fromEntries(Object.getOwnPropertySymbols(from).map((symbol) => [symbol, from[symbol]]))
}
