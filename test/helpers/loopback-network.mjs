// Preload (node --import): the only network of a child process is loopback. Connections to the hosts of LOOPBACK_HOSTS
// ({"api.openai.com:443": port}) go to that port of 127.0.0.1, TLS names untouched; all others outside of loopback
// fail. Every attempt is a line of the file LOOPBACK_LOG, so that a test can show that there was none.
import { appendFileSync } from 'node:fs'
import net from 'node:net'

const hosts = JSON.parse(process.env.LOOPBACK_HOSTS ?? '{}')
const log = process.env.LOOPBACK_LOG
const connect = Reflect.get(net.Socket.prototype, 'connect')
const isLoopback = (host) => host === 'localhost' || host === '::1' || host.startsWith('127.')

net.Socket.prototype.connect = function connectToLoopback(...parameters) {
  const options = optionsOf(Array.isArray(parameters[0]) ? parameters[0] : parameters)
  const target = targetOf(options)
  if (target === undefined) return connect.apply(this, parameters)
  if (log) appendFileSync(log, `${target}\n`)
  const port = hosts[target]
  if (port === undefined) {
    process.nextTick(() =>
      this.destroy(Object.assign(new Error(`the network is closed: ${target}`), { code: 'ENETUNREACH' })),
    )
    return this
  }
  return connect.apply(this, redirect(parameters, { ...options, host: '127.0.0.1', port, lookup: undefined }))
}

function optionsOf([first, second]) {
  if (typeof first === 'object' && first !== null) return first
  return typeof first === 'number' || Number(first) >= 0
    ? { port: first, host: typeof second === 'string' ? second : 'localhost' }
    : { path: first }
}

// Undefined for what stays on this machine, imitated connections of an interceptor among it: those look their host up
// nowhere.
function targetOf(options) {
  const host = options.host ?? 'localhost'
  const target = `${host}:${options.port}`
  if (options.path || options.lookup?.name === 'mockLookup') return undefined
  return hosts[target] === undefined && isLoopback(host) ? undefined : target
}

// net marks the array of its normalized arguments with a symbol: the array itself has to stay.
function redirect(parameters, options) {
  const callback = parameters.findLast((parameter) => typeof parameter === 'function')
  if (!Array.isArray(parameters[0])) return callback === undefined ? [options] : [options, callback]
  parameters[0][0] = options
  return parameters
}
