import { join } from 'node:path'

import { expect, test } from 'vitest'

import { parseJson } from '../helpers/json-value.ts'
import { runProcess } from '../helpers/run-process.ts'

test('protocols that are not HTTP, or not for an LLM, are spoken as if rewind were not there', async () => {
  const { output } = await runProcess(process.execPath, [join(import.meta.dirname, 'bystanders.mjs')], {
    cwd: import.meta.dirname,
    variables: {},
  })
  expect(parseJson(/^HEARD (.*)$/m.exec(output)?.[1] ?? '{}')).toEqual({
    'the replayed call': 'You said: hello',
    mysql: '42',
    smtp: 'from smtp',
    postgres: '42',
    mqtt: 'from mqtt',
    grpc: 'from grpc',
    http2: 'from http2',
    'ws package': 'from a socket',
    'global WebSocket': 'from a socket',
    'Socket.IO': 'from socket.io',
    "Vite's hot updates": 'connected, full-reload',
    'raw TCP, the server first': 'hello first',
  })
})
