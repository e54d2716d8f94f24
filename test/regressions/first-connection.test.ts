import { expect, test } from 'vitest'

import { variablesFor } from '../helpers/projects/suites.ts'
import { createVitestProject } from '../helpers/projects/vitest-project.ts'
import { createCertificate } from '../helpers/servers/certificates.ts'
import { startProviderServer } from '../helpers/servers/provider-server.ts'

// The interceptor is applied in the middle of the first connection. `tls.connect` has read by then how it starts its
// handshake, which the interceptor replaces: it started twice, and Node.js ended the process.

test('the first connection of a process may be one of node:https, live and in a replay', async () => {
  using certificate = await createCertificate(['localhost'])
  await using server = await startProviderServer({ tls: certificate })
  await using project = createVitestProject({
    'rewind.config.ts': `export default { hosts: ['localhost:${server.port}'] }`,
    'test/a.test.ts': `import https from 'node:https'
import { expect, test } from 'vitest'
test('asks', async () => {
  const status = await new Promise((resolve, reject) => {
    const call = https.request('https://localhost:${server.port}/v1/models', (response) => response.resume().on('end', () => resolve(response.statusCode)))
    call.on('error', reject).end()
  })
  expect(status).toBe(200)
})`,
  })
  const variables = variablesFor(server, { NODE_EXTRA_CA_CERTS: certificate.caFile })
  expect((await project.vitest(['run'], variables)).output).toContain('1 recorded\n')
  await server.close()
  expect((await project.vitest(['run'], { ...variables, CI: 'true' })).output).toContain('1 call replayed · 0 live')
})
