// `node http2-front.mjs ORIGIN [CERT]`: puts HTTP/2 before a server of HTTP/1.1, and prints its port. With the path of a
// JSON file that has `key` and `cert`: over TLS. A process of its own: what it asks of that server is no call of the
// clients.
import { readFileSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { createSecureServer, createServer } from 'node:http2'

const CONNECTION_HEADERS = new Set(['connection', 'keep-alive', 'transfer-encoding'])

const [origin, certificate] = process.argv.slice(2)
const server =
  certificate === undefined
    ? createServer(forward)
    : createSecureServer(JSON.parse(readFileSync(certificate, 'utf8')), forward)
server.on('sessionError', () => {})
server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`))

function forward(incoming, outgoing) {
  const headers = Object.fromEntries(Object.entries(incoming.headers).filter(([name]) => !name.startsWith(':')))
  const onward = httpRequest(new URL(incoming.url, origin), { method: incoming.method, headers }, (answer) => {
    const kept = Object.entries(answer.headers).filter(([name]) => !CONNECTION_HEADERS.has(name))
    outgoing.writeHead(answer.statusCode, Object.fromEntries(kept))
    answer.pipe(outgoing)
  })
  onward.on('error', () => outgoing.stream.close())
  outgoing.on('close', () => onward.destroy())
  incoming.pipe(onward)
}
