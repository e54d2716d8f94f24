// Preload (node --import): the names of the matrix are looked up on this machine, and each look-up is a line of
// LOOPBACK_LOG.
import dns from 'node:dns'
import { appendFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

const lookup = dns.lookup
const lookupInPromise = dns.promises.lookup

const isOfMatrix = (name) => name === 'api.openai.com'
const note = (name) => appendFileSync(process.env.LOOPBACK_LOG, `dns ${name}\n`)

dns.lookup = function lookupOnLoopback(name, options, done) {
  if (!isOfMatrix(name)) return lookup.apply(this, arguments)
  note(name)
  const callback = typeof options === 'function' ? options : done
  const isAll = options?.all === true
  process.nextTick(() => callback(null, isAll ? [{ address: '127.0.0.1', family: 4 }] : '127.0.0.1', 4))
  return {}
}

dns.promises.lookup = async function lookupOnLoopback(name, options) {
  if (!isOfMatrix(name)) return lookupInPromise.apply(this, arguments)
  note(name)
  const found = { address: '127.0.0.1', family: 4 }
  return options?.all === true ? [found] : found
}
syncBuiltinESMExports()
