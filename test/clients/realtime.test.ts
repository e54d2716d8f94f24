import { join } from 'node:path'

import { expect, test } from 'vitest'

import { parseJson } from '../helpers/json-value.ts'
import { runProcess } from '../helpers/run-process.ts'
import { createCertificate } from '../helpers/servers/certificates.ts'

test('the SDKs that speak WebSocket hear the same in a replay, without a connection, and a changed prompt diverges', async () => {
  using certificate = await createCertificate(['localhost'])
  const { output } = await runProcess(process.execPath, [join(import.meta.dirname, 'realtime.mjs')], {
    cwd: import.meta.dirname,
    variables: { TLS_KEY: certificate.key, TLS_CERT: certificate.cert, NODE_EXTRA_CA_CERTS: certificate.caFile },
  })
  const line = output.split('\n').find((text) => text.startsWith('{"rows"')) ?? output
  const openai = {
    heard: [
      'session.created',
      'conversation.item.added',
      'response.output_text.delta',
      'response.output_text.delta',
      'response.done',
    ],
    isEchoed: true,
    said: ['Hello Ann'],
  }
  const responses = ['Ann', 'And?'].flatMap((asked) => ['response.created', 'Hello ', asked, 'response.completed'])
  const gemini = ['setupComplete', 'Hello Ann', 'serverContent,usageMetadata', 'closed 1005']
  expect(parseJson(line), output).toEqual({
    rows: {
      'openai, OpenAIRealtimeWS': { live: openai, replayed: openai, changed: 'REWIND_DIVERGENCE' },
      'openai, OpenAIRealtimeWebSocket': { live: openai, replayed: openai, changed: 'REWIND_DIVERGENCE' },
      'openai, ResponsesWS': { live: responses, replayed: responses, changed: 'REWIND_DIVERGENCE' },
      '@google/genai, live': { live: gemini, replayed: gemini, changed: 'REWIND_DIVERGENCE' },
    },
    recordedSessions: 4,
    sessions: 4,
  })
})
