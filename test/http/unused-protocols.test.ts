import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, onTestFinished, test } from 'vitest'

import { listOf, parseJson } from '../helpers/json-value.ts'
import { runProcess } from '../helpers/run-process.ts'

const LIBRARY = join(import.meta.dirname, '../../dist/index.js')
/** Records and replays a call, and lists what was loaded for it: files, and modules of Node.js. */
const SCRIPT = `
import { createServer, request } from 'node:http'
import { registerHooks } from 'node:module'
const files = []
registerHooks({ load: (url, context, next) => (files.push(url), next(url, context)) })
const { install, withCassette } = await import(process.env.LIBRARY)
const server = createServer((_, response) => response.end('{"id":"1"}')).listen(0, '127.0.0.1')
await new Promise((resolve) => server.once('listening', resolve))
const { port } = server.address()
const call = { method: 'POST', headers: { 'content-type': 'application/json' } }
const ask = {
  http: () => new Promise((resolve, reject) => {
    const outgoing = request('http://127.0.0.1:' + port + '/v1', call, (response) => response.resume().on('end', resolve))
    outgoing.on('error', reject).end('{"model":"m"}')
  }),
  request: async () => void new Request('http://127.0.0.1/'),
  websocket: () => new Promise((resolve) => {
    const socket = new WebSocket('ws://127.0.0.1:' + port + '/v1')
    // Node.js 22 closes nothing after a failed handshake.
    socket.onclose = socket.onerror = resolve
  }),
}
install({ hosts: ['127.0.0.1:' + port], cassettes: process.env.CASSETTES })
for (const kind of process.argv.slice(2))
  for (const mode of ['record', 'strict']) await withCassette(kind, ask[kind], { mode }).catch(() => {})
const builtins = process.moduleLoadList.flatMap((name) => /^NativeModule (http2|internal\\/deps\\/undici\\/undici)$/.exec(name)?.[1] ?? [])
console.log('LOADED ' + JSON.stringify({ files, builtins }))
process.exit()
`

async function loadedBy(
  ...kinds: readonly string[]
): Promise<{ files: readonly string[]; builtins: readonly string[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'rewind-loaded-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, 'script.mjs'), SCRIPT)
  const { output } = await runProcess(process.execPath, ['script.mjs', ...kinds], {
    cwd: folder,
    variables: { LIBRARY, CASSETTES: join(folder, 'cassettes') },
  })
  const loaded = parseJson(/^LOADED (.*)$/mu.exec(output)?.[1] ?? '{}')
  return { files: listOf(loaded, 'files').map(String), builtins: listOf(loaded, 'builtins').map(String) }
}

const isWs = (url: string): boolean => url.includes('/node_modules/ws/')

test('calls of HTTP/1.1 load nothing for WebSocket and HTTP/2, beyond what Request of Node.js does', async () => {
  const { files, builtins } = await loadedBy('http')
  expect(files.some((url) => url.endsWith('/dist/calls.js'))).toBe(true)
  expect(files.filter(isWs)).toEqual([])
  expect(builtins.toSorted()).toEqual((await loadedBy('request')).builtins.toSorted())
})

test('a WebSocket session loads what speaks it', async () => {
  expect((await loadedBy('websocket')).files.filter(isWs)).not.toEqual([])
})
