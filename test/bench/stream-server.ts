// A process of its own: 30 server-sent events, 20 ms apart. Sends its port to the parent, and ends with it.
import { createServer, type ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'

const CHUNKS = 30
const MS_BETWEEN = 20

const server = createServer((request, response) => {
  request.resume()
  request.once('end', () => void stream(response))
})

async function stream(response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  for (let index = 0; index < CHUNKS; index += 1) {
    await wait(MS_BETWEEN)
    response.write(
      `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', model: 'm', choices: [{ index: 0, delta: { content: `word${index} ` }, finish_reason: null }] })}\n\n`,
    )
  }
  response.end('data: [DONE]\n\n')
}

server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.send?.(typeof address === 'object' ? address?.port : undefined)
})
process.once('disconnect', () => process.exit())
