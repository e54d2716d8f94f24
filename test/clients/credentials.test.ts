import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { parseJson } from '../helpers/json-value.ts'
import { runProcess, type Finished } from '../helpers/run-process.ts'
import { createCertificate, type TestCertificate } from '../helpers/servers/certificates.ts'

const NAMES = ['huggingface', 'huggingface by groq', 'bedrock', 'vertex']
const CHAT = {
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1_760_000_000,
  model: 'gpt-oss-20b',
  system_fingerprint: 'fp_1',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hello' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 4, completion_tokens: 1, total_tokens: 5 },
}
const ANSWERS: Readonly<Record<string, unknown>> = {
  'router.huggingface.co': CHAT,
  'huggingface.co': {
    inferenceProviderMapping: { groq: { status: 'live', providerId: 'openai/gpt-oss-20b', task: 'conversational' } },
  },
  'bedrock-runtime.us-east-1.amazonaws.com': {
    output: { message: { role: 'assistant', content: [{ text: 'Hello' }] } },
    stopReason: 'end_turn',
    usage: { inputTokens: 4, outputTokens: 1, totalTokens: 5 },
    metrics: { latencyMs: 5 },
  },
  'us-central1-aiplatform.googleapis.com': {
    candidates: [{ content: { role: 'model', parts: [{ text: 'Hello' }] } }],
    usageMetadata: { promptTokenCount: 4, candidatesTokenCount: 1, totalTokenCount: 5 },
  },
  'oauth2.googleapis.com': {
    access_token: 'ya29.of-the-provider-0123456789abcdefghij',
    expires_in: 3599,
    token_type: 'Bearer',
  },
}
const HOSTS = Object.keys(ANSWERS)
const LOGIN = {
  type: 'authorized_user',
  client_id: 'client-0123456789.apps.googleusercontent.com',
  client_secret: 'GOCSPX-0123456789abcdefghij',
  refresh_token: '1//0g-refresh-0123456789abcdefghij',
}

let certificate: TestCertificate
let server: Server
let folder: string
const asked: string[] = []

beforeAll(async () => {
  certificate = await createCertificate(HOSTS)
  server = createServer({ key: certificate.key, cert: certificate.cert }, (request, response) => {
    const host = request.headers.host ?? ''
    asked.push(host)
    request.resume().on('end', () => {
      response.setHeader('content-type', 'application/json').end(JSON.stringify(ANSWERS[host]))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  folder = mkdtempSync(join(tmpdir(), 'rewind-credentials-'))
  mkdirSync(join(folder, 'home'))
  writeFileSync(join(folder, 'login.json'), JSON.stringify(LOGIN))
})
afterAll(() => {
  server.close()
  certificate[Symbol.dispose]()
  rmSync(folder, { recursive: true, force: true })
})

/** What the credentials of a developer look like. */
function credentials(): Record<string, string> {
  return {
    HF_TOKEN: 'hf_0123456789abcdefghijABCDEFGHIJ0123',
    AWS_ACCESS_KEY_ID: 'AKIA0123456789ABCDEF',
    AWS_SECRET_ACCESS_KEY: '0123456789abcdefghijABCDEFGHIJ0123456789',
    AWS_REGION: 'us-east-1',
    GOOGLE_APPLICATION_CREDENTIALS: join(folder, 'login.json'),
  }
}

function ask(names: readonly string[], more: Record<string, string> & { readonly prompt?: string }): Promise<Finished> {
  const { prompt = 'Say hello', ...variables } = more
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return runProcess(
    process.execPath,
    [join(import.meta.dirname, 'credentials.mjs'), join(folder, 'cassettes'), prompt, ...names],
    {
      cwd: import.meta.dirname,
      variables: {
        HOME: join(folder, 'home'),
        USERPROFILE: join(folder, 'home'),
        NODE_OPTIONS: `--import=${pathToFileURL(join(import.meta.dirname, '../helpers/loopback-network.mjs')).href}`,
        NODE_EXTRA_CA_CERTS: certificate.caFile,
        LOOPBACK_HOSTS: JSON.stringify(Object.fromEntries(HOSTS.map((host) => [`${host}:443`, port]))),
        LOOPBACK_LOG: join(folder, 'connections.log'),
        ...variables,
      },
    },
  )
}

function said({ stdout }: Finished): readonly unknown[] {
  return stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map(parseJson)
}

function connections(): string {
  return existsSync(join(folder, 'connections.log')) ? readFileSync(join(folder, 'connections.log'), 'utf8') : ''
}

test('clients that look for credentials replay in CI without any, and open no connection', async () => {
  const recorded = await ask(NAMES, credentials())
  expect(said(recorded), recorded.output).toEqual(NAMES.map((name) => ({ name, said: 'Hello' })))
  expect(asked).toContain('oauth2.googleapis.com')
  expect(readdirSync(join(folder, 'cassettes'), { recursive: true }).join(' ')).toContain('vertex.yaml')
  rmSync(join(folder, 'connections.log'))
  asked.length = 0

  const strict = await ask(NAMES, { CI: 'true' })
  expect(said(strict), strict.output).toEqual(NAMES.map((name) => ({ name, said: 'Hello' })))
  expect(connections()).toBe('')

  const offline = await ask(NAMES, credentials())
  expect(said(offline), offline.output).toEqual(NAMES.map((name) => ({ name, said: 'Hello' })))
  expect(connections()).toBe('')
  expect(asked).toEqual([])
})

test('a login that acts for a service account replays without connections as well', async () => {
  const principal = 'https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/me@p.iam.gserviceaccount.com'
  writeFileSync(
    join(folder, 'acting.json'),
    JSON.stringify({
      type: 'impersonated_service_account',
      service_account_impersonation_url: `${principal}:generateAccessToken`,
      source_credentials: LOGIN,
    }),
  )
  rmSync(join(folder, 'connections.log'), { force: true })
  const replayed = await ask(['vertex'], {
    ...credentials(),
    GOOGLE_APPLICATION_CREDENTIALS: join(folder, 'acting.json'),
  })
  expect(said(replayed), replayed.output).toEqual([{ name: 'vertex', said: 'Hello' }])
  expect(connections()).toBe('')
})

test('a placeholder never leaves: a new call says which variable has to be set', async () => {
  const names = ['huggingface', 'bedrock']
  asked.length = 0
  const finished = await ask(names, { prompt: 'Say something new', REWIND_MODE: 'update' })

  expect(finished.output).toContain('HF_TOKEN is not set')
  expect(finished.output).toContain('AWS_ACCESS_KEY_ID is not set')
  expect(asked).toEqual([])
})
