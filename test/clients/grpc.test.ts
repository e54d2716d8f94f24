import { join } from 'node:path'

import { expect, test } from 'vitest'

import { parseJson } from '../helpers/json-value.ts'
import { runProcess } from '../helpers/run-process.ts'
import { createCertificate } from '../helpers/servers/certificates.ts'

test('gRPC to an LLM host is refused before it connects, where its name is known by then', async () => {
  using certificate = await createCertificate(['localhost'])
  const { output } = await runProcess(process.execPath, [join(import.meta.dirname, 'grpc.mjs')], {
    cwd: import.meta.dirname,
    variables: { TLS_CERT: certificate.cert },
  })
  const line = output.split('\n').find((text) => text.startsWith('{"rows"')) ?? output
  expect(parseJson(line), output).toEqual({
    rows: {
      'plain, by name': { failure: 'REWIND_HTTP2', connections: 0, bytes: 0 },
      'plain, by address': { failure: 'REWIND_HTTP2', connections: 0, bytes: 0 },
      'TLS, by name': { failure: 'REWIND_BYPASSED', connections: 0, bytes: 0 },
      'TLS, by name, while it may go live': { failure: 'REWIND_BYPASSED', connections: 0, bytes: 0 },
      'TLS, by an address that only the handshake names': { failure: 'REWIND_BYPASSED', connections: 1, bytes: 0 },
    },
    others: 'hi there',
  })
})
