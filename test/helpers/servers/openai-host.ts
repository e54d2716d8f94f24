import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { createCertificate } from './certificates.ts'
import { startProviderServer, type ProviderServer } from './provider-server.ts'

/** A provider server that child processes reach as `api.openai.com`; the rest of the network is closed to them. */
export interface OpenAIHost extends AsyncDisposable {
  readonly server: ProviderServer
  /** Starts another server in place of one that was closed. */
  restart(): Promise<void>
  /** Variables for a child process. */
  variables(more?: Readonly<Record<string, string>>): Record<string, string>
}

/** A key that no scanner and no redaction may miss. */
export const OPENAI_KEY = { OPENAI_API_KEY: 'sk-test-4f9c2a7b1e8d4c6f9a0b' } as const

const PRELOAD = pathToFileURL(join(import.meta.dirname, '../loopback-network.mjs')).href

/** Starts a provider server at `api.openai.com`. */
export async function startOpenAIHost(): Promise<OpenAIHost> {
  const certificate = await createCertificate(['api.openai.com'])
  const scratch = mkdtempSync(join(tmpdir(), 'rewind-openai-'))
  let server = await startProviderServer({ tls: certificate })
  return {
    get server() {
      return server
    },
    async restart() {
      server = await startProviderServer({ tls: certificate })
    },
    variables: (more = {}) => ({
      LOOPBACK_HOSTS: JSON.stringify({ 'api.openai.com:443': server.port }),
      LOOPBACK_LOG: join(scratch, 'connections.log'),
      NODE_EXTRA_CA_CERTS: certificate.caFile,
      NODE_OPTIONS: `--import=${PRELOAD}`,
      ...more,
    }),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]()
      certificate[Symbol.dispose]()
      rmSync(scratch, { recursive: true, force: true })
    },
  }
}
