// A process of its own: records samples with Polly into a folder, and prints the origin they were sent to. The process
// that replays them is then as fresh as that of the others.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

import { CLIENTS } from '../clients.ts'
import { createSamples } from '../samples.ts'
import { createPolly } from './create-polly.ts'

const [folder = '', client = '', kind = ''] = process.argv.slice(2)
const samples = createSamples(20, kind === 'stream' ? 'stream' : 'json')
const server = createServer((incoming, outgoing) => void respond(incoming, outgoing))
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
const address = server.address()
const origin = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
const polly = await createPolly({ mode: 'record', client, folder: folder })
for (const sample of samples) await CLIENTS[client]?.(origin, sample)
await polly.stop()
process.stdout.write(origin)
process.exit()

async function respond(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const body = Buffer.concat(await incoming.toArray()).toString()
  const sample = samples.find((candidate) => candidate.body === body)
  outgoing.writeHead(200, { 'content-type': sample?.contentType ?? '' })
  for (const piece of sample?.pieces ?? []) outgoing.write(piece)
  outgoing.end()
}
