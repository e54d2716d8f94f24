// Clients that go on from what an answer's headers say: an upload, a poller and a session, each recorded, then replayed
// in strict without the server. Prints all results as one line of JSON.
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import createDocumentIntelligence, { getLongRunningPoller } from '@azure-rest/ai-document-intelligence'
import { GoogleGenAI } from '@google/genai'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import OpenAI from 'openai'

import { install, withCassette } from '../../dist/index.js'

const seen = []
let connections = 0
let polls = 0
let stored = 0
const server = http.createServer((incoming, outgoing) => void answer(incoming, outgoing))
server.on('connection', () => (connections += 1))
await once(server.listen(0, '127.0.0.1'), 'listening')
const origin = `http://127.0.0.1:${server.address().port}`

async function answer(incoming, outgoing) {
  // No connection is left for the replay, which could find it closed.
  outgoing.shouldKeepAlive = false
  const body = Buffer.concat(await incoming.toArray()).toString()
  const { pathname } = new URL(incoming.url, origin)
  seen.push(`${incoming.method} ${pathname}`)
  if (pathname.startsWith('/upload/')) return answerUpload(incoming, outgoing)
  if (pathname.startsWith('/documentintelligence/')) return answerAnalysis(incoming, outgoing)
  if (pathname.startsWith('/vector_stores/')) return answerStore(outgoing)
  return answerSession(incoming, outgoing, body)
}

function json(outgoing, value, headers = {}) {
  outgoing.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value))
}

function answerUpload(incoming, outgoing) {
  if (incoming.headers['x-goog-upload-command'] === 'start') {
    return json(
      outgoing,
      {},
      {
        'x-goog-upload-url': `${origin}/upload/v1beta/files?upload_id=AHmgY7dQ2xk91ZsWq0&upload_protocol=resumable`,
        'x-goog-upload-status': 'active',
        'x-goog-upload-chunk-granularity': '262144',
      },
    )
  }
  return json(
    outgoing,
    { file: { name: 'files/abc', mimeType: 'text/plain', state: 'ACTIVE' } },
    { 'x-goog-upload-status': 'final' },
  )
}

function answerAnalysis(incoming, outgoing) {
  if (incoming.method === 'POST') {
    const at = `${origin}/documentintelligence/documentModels/prebuilt-read/analyzeResults/7f3c?api-version=2024-11-30`
    return outgoing.writeHead(202, { 'operation-location': at, 'apim-request-id': '7f3c', 'retry-after': '0' }).end()
  }
  polls += 1
  if (polls === 1) return json(outgoing, { status: 'running' }, { 'retry-after': '0' })
  return json(outgoing, {
    status: 'succeeded',
    analyzeResult: { modelId: 'prebuilt-read', content: 'Invoice 7', pages: [] },
  })
}

function answerStore(outgoing) {
  stored += 1
  const status = stored === 1 ? 'in_progress' : 'completed'
  return json(outgoing, { id: 'file-1', status }, { 'openai-poll-after-ms': '1' })
}

function answerSession(incoming, outgoing, body) {
  if (incoming.method === 'GET') return outgoing.writeHead(405).end()
  if (incoming.method === 'DELETE')
    return outgoing.writeHead(incoming.headers['mcp-session-id'] === 's-1' ? 200 : 404).end()
  const { id, method, params } = JSON.parse(body)
  if (id === undefined) return outgoing.writeHead(202).end()
  const result =
    method === 'initialize'
      ? {
          protocolVersion: params.protocolVersion,
          capabilities: { tools: {} },
          serverInfo: { name: 'weather', version: '1' },
        }
      : { content: [{ type: 'text', text: `sunny in ${params.arguments?.city}` }] }
  return json(outgoing, { jsonrpc: '2.0', id, result }, { 'mcp-session-id': 's-1' })
}

const CLIENTS = {
  async upload() {
    const google = new GoogleGenAI({ apiKey: 'x-key-1', httpOptions: { baseUrl: origin } })
    const file = await google.files.upload({
      file: new Blob(['hello file'], { type: 'text/plain' }),
      config: { mimeType: 'text/plain' },
    })
    return file.name
  },
  async poller() {
    const client = createDocumentIntelligence(origin, { key: 'k7Qz81xw0pLr' }, { allowInsecureConnection: true })
    const first = await client
      .path('/documentModels/{modelId}:analyze', 'prebuilt-read')
      .post({ contentType: 'application/json', body: { urlSource: 'https://example.com/invoice.pdf' } })
    const poller = getLongRunningPoller(client, first, { intervalInMs: 1 })
    const { body } = await poller.pollUntilDone()
    return body.analyzeResult.content
  },
  async store() {
    const openai = new OpenAI({ baseURL: origin, apiKey: 'sk-not-a-real-one' })
    const start = performance.now()
    const { status } = await openai.vectorStores.files.poll('vs_1', 'file-1')
    // Where no answer says when to ask again, this client waits for five seconds.
    return `${status} ${performance.now() - start < 4500 ? 'soon' : 'late'}`
  },
  async session() {
    const transport = new StreamableHTTPClientTransport(new URL(`${origin}/mcp`))
    const client = new Client({ name: 'test', version: '1' })
    await client.connect(transport)
    const { content } = await client.callTool({ name: 'weather', arguments: { city: 'Basel' } })
    const id = transport.sessionId
    await transport.terminateSession()
    await client.close()
    return `${id}: ${content[0].text}`
  },
}

const cassettes = mkdtempSync(join(tmpdir(), 'rewind-stateful-'))
install({ hosts: [`127.0.0.1:${server.address().port}`], cassettes })
const runAll = async (mode) => {
  const results = {}
  for (const [name, run] of Object.entries(CLIENTS))
    results[name] = await withCassette(name, run, { mode }).catch((error) => `failed: ${error.message}`)
  return results
}
const recorded = await runAll('record')
const requests = seen.length
await new Promise((resolve) => {
  server.close(resolve)
  server.closeAllConnections()
})
const before = connections
const replayed = await runAll('strict')
rmSync(cassettes, { recursive: true, force: true })
process.stdout.write(`RESULTS ${JSON.stringify({ recorded, replayed, requests, connections: connections - before })}\n`)
process.exit()
