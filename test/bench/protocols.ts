// What HTTP/2 and WebSocket cost: a replay over HTTP/2, to a server of Node.js at the other end of the same connection
// in memory, which pays for the same key; and the first message of a WebSocket session that is recorded, to one without
// rewind.
import { median, numberIn, parseCost, printTable, runChild, takeTurns, writeResult } from './harness.ts'

const ROUNDS = 7
const HTTP2_CONTENDERS = ['bare door', 'rewind']
const SOCKET_CONTENDERS = ['without', 'rewind']

const http2 = []
for (const pattern of ['sequential', 'concurrent']) {
  const samples = await takeTurns(HTTP2_CONTENDERS, ROUNDS, (contender) =>
    runChild('http2-client.ts', [contender, pattern]),
  )
  for (const contender of HTTP2_CONTENDERS) {
    const costs = (samples.get(contender) ?? []).map(parseCost)
    const [cpu, wall] = [median(costs.map((cost) => cost.cpu)) * 1000, median(costs.map((cost) => cost.wall)) * 1000]
    http2.push({ pattern, contender, cpu, wall })
  }
}
printTable({
  title: 'HTTP/2, a replay: µs a call',
  columns: ['', 'CPU', 'wall'],
  rows: http2.map(({ pattern, contender, cpu, wall }) => [`${pattern}, ${contender}`, cpu.toFixed(0), wall.toFixed(0)]),
})

const sockets = []
const samples = await takeTurns(SOCKET_CONTENDERS, ROUNDS, (contender) => runChild('socket-client.ts', [contender]))
for (const contender of SOCKET_CONTENDERS) {
  const of = samples.get(contender) ?? []
  const first = median(of.map((sample) => numberIn(sample, 'first')))
  const later = median(of.map((sample) => numberIn(sample, 'later')))
  sockets.push({ contender, first, later })
}
printTable({
  title: 'WebSocket, recorded: ms to the first message',
  columns: ['', 'first session of a process', 'later ones'],
  rows: sockets.map(({ contender, first, later }) => [contender, first.toFixed(1), later.toFixed(2)]),
})
writeResult('protocols', { rounds: ROUNDS, http2, sockets })
