// A process of its own: opens WebSocket sessions to a server of another process, one after the other, and prints as
// JSON how long each took to its first message, which the server sends once it is open. As `rewind`, each is recorded.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { install, withCassette } from 'rewind'

import { median } from './harness.ts'

const SESSIONS = 60
const WARM_UP = 20

const [contender = ''] = process.argv.slice(2)
const server = spawn(process.execPath, [join(import.meta.dirname, 'socket-server.ts')], {
  stdio: ['ignore', 'pipe', 'inherit'],
})
const [printed] = await once(server.stdout, 'data')
const host = `127.0.0.1:${String(printed).trim()}`
// What Node.js loads for its own WebSocket is no cost of rewind's.
void globalThis.WebSocket.CONNECTING
const folder = mkdtempSync(join(tmpdir(), 'rewind-bench-'))
if (contender === 'rewind') install({ hosts: [host], cassettes: folder })
const times: number[] = []
const talk = async (): Promise<void> => {
  for (let session = 0; session < SESSIONS; session += 1) times.push(await timeOfFirstMessage())
}
await (contender === 'rewind' ? withCassette('sessions', talk, { mode: 'record' }) : talk())
server.kill()
rmSync(folder, { recursive: true, force: true })
process.stdout.write(JSON.stringify({ first: times[0], later: median(times.slice(WARM_UP)) }))
process.exit()

async function timeOfFirstMessage(): Promise<number> {
  const startedAt = performance.now()
  const socket = new WebSocket(`ws://${host}/v1/realtime?model=m`)
  await once(socket, 'message')
  const time = performance.now() - startedAt
  socket.close()
  await once(socket, 'close')
  return time
}
