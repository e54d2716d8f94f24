import { describe, expect, test } from 'vitest'

import { secretsOfEnvironment, secretsOfHeaders } from '../../src/redact/secrets.ts'

const valuesOf = (secrets: readonly { readonly value: string }[]): string[] => secrets.map(({ value }) => value)

describe('secretsOfEnvironment', () => {
  test('finds values by whole words of the name', () => {
    const environment = {
      OPENAI_API_KEY: 'sk-a1b2c3d4e5f6',
      GITHUB_TOKEN: 'ghx0123456789abc',
      CLIENT_SECRET: 'Zm9vYmFyYmF6cXV4',
      DB_PASSWORD: 'p4ss!w0rd&more',
      APIKEY: 'x9y8z7w6v5u4t3',
    }
    expect(valuesOf(secretsOfEnvironment(environment))).toEqual(Object.values(environment))
  })

  test('finds a value that only begins as a template does', () => {
    expect(valuesOf(secretsOfEnvironment({ MY_API_KEY: '{tok3n}x9[0]y8z7', OTHER_API_KEY: '{token}' }))).toEqual([
      '{tok3n}x9[0]y8z7',
    ])
  })

  test('leaves names alone that only contain such a word', () => {
    expect(
      secretsOfEnvironment({ MONKEYS: 'a1b2c3d4e5f6g7', KEYBOARD: 'a1b2c3d4e5f6g7', TOKENIZER: 'a1b2c3d4e5f6g7' }),
    ).toEqual([])
  })

  test('leaves ordinary values alone', () => {
    const environment = {
      OPENAI_API_KEY: 'test',
      ANTHROPIC_API_KEY: 'your-api-key-here',
      SECRET_SCANNING: 'disabled_by_policy',
      TOKEN_LIMIT: '100000000000000',
      KEY_ENABLED: 'true',
      TOKEN_MODEL: 'claude-sonnet-4-5-20250929',
      SSH_AUTH_SOCK: '/tmp/ssh-Xq81sd/agent.2',
      SSH_KEY_PATH: '/home/ann42x/.ssh/id_ed25519',
      GOOGLE_APPLICATION_CREDENTIALS: './secrets/account-1a2b3c.json',
      WINDOWS_KEY_FILE: String.raw`C:\Users\ann42x\key.pem`,
      TOKEN_URL: 'https://auth.example.com/oauth2/token',
      npm_config_key_file: '/usr/local/etc/npmrc',
    }
    expect(secretsOfEnvironment(environment)).toEqual([])
  })

  test('takes an AWS secret that starts with a slash for a secret', () => {
    const value = '/wJalrXUtnFEMI7K7MDENGbPxRfiCYzEXAMPLE12'
    expect(valuesOf(secretsOfEnvironment({ AWS_SECRET_ACCESS_KEY: value }))).toEqual([value])
  })

  test('takes a key that rewind set itself for a secret', () => {
    expect(valuesOf(secretsOfEnvironment({ OPENAI_API_KEY: 'rewind-placeholder-OPENAI_API_KEY' }))).toEqual([
      'rewind-placeholder-OPENAI_API_KEY',
    ])
  })

  test('looks into a JSON value', () => {
    const value = JSON.stringify({ type: 'service_account', private_key_id: '0f1e2d3c4b5a69788796' })
    expect(valuesOf(secretsOfEnvironment({ GCP_CREDENTIALS: value }))).toEqual([value, '0f1e2d3c4b5a69788796'])
  })

  test('lists a value once', () => {
    expect(secretsOfEnvironment({ A_KEY: 'a1b2c3d4e5f6g7', B_KEY: 'a1b2c3d4e5f6g7' })).toHaveLength(1)
  })

  test('ignores white space around a value', () => {
    expect(valuesOf(secretsOfEnvironment({ A_KEY: 'a1b2c3d4e5f6g7\n' }))).toEqual(['a1b2c3d4e5f6g7'])
  })
})

describe('secretsOfHeaders', () => {
  test('takes the token of a bearer', () => {
    expect(secretsOfHeaders({ authorization: 'Bearer a1b2c3d4e5f6g7' })).toEqual([
      { name: 'authorization', value: 'a1b2c3d4e5f6g7' },
    ])
  })

  test('takes a basic login encoded, decoded, and its password', () => {
    const encoded = btoa('ann:p4ssw0rd-1234x')
    expect(valuesOf(secretsOfHeaders({ authorization: `Basic ${encoded}` }))).toEqual([
      encoded,
      'ann:p4ssw0rd-1234x',
      'p4ssw0rd-1234x',
    ])
  })

  test('takes the key id and the signature of an AWS signature', () => {
    const authorization =
      'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260101/us-east-1/bedrock/aws4_request, SignedHeaders=host, Signature=0123456789abcdef'
    expect(valuesOf(secretsOfHeaders({ authorization }))).toEqual(['AKIAIOSFODNN7EXAMPLE', '0123456789abcdef'])
  })

  test('takes the keys of every provider', () => {
    const headers = {
      'x-api-key': 'anthropic-0a1b2c3d4e',
      'api-key': 'azure0a1b2c3d4e5f',
      'x-goog-api-key': 'google0a1b2c3d4e5f',
      'x-amz-security-token': 'session0a1b2c3d4e5f',
    }
    expect(valuesOf(secretsOfHeaders(headers))).toEqual(Object.values(headers))
  })

  test('takes the values of cookies', () => {
    expect(valuesOf(secretsOfHeaders({ cookie: 'session=a1b2c3d4e5f6g7; lang=en' }))).toEqual(['a1b2c3d4e5f6g7'])
  })

  test('leaves an idempotency key alone', () => {
    expect(secretsOfHeaders({ 'idempotency-key': 'stainless-node-retry-0a1b2c3d' })).toEqual([])
  })

  test.each(['Bearer hunter2', 'Bearer sunshine', 'Bearer correct horse battery staple', 'hunter2'])(
    'takes a credential that looks like ordinary words: %s',
    (authorization) => {
      expect(valuesOf(secretsOfHeaders({ authorization }))).toEqual([authorization.replace(/^Bearer /, '')])
    },
  )

  test('takes a short password of a basic login', () => {
    expect(valuesOf(secretsOfHeaders({ 'proxy-authorization': `Basic ${btoa('ann:hunter2')}` }))).toEqual([
      btoa('ann:hunter2'),
      'ann:hunter2',
      'hunter2',
    ])
  })

  test.each([
    'Bearer placeholder',
    'Bearer test',
    'Bearer sk-test-123',
    'Bearer your-api-key-here',
    'Bearer ollama',
    'Bearer xxxx',
    'Bearer abc',
  ])('leaves what stands where no key is needed alone: %s', (authorization) => {
    expect(secretsOfHeaders({ authorization })).toEqual([])
  })

  test('leaves ordinary words alone in a header that may hold something else', () => {
    expect(secretsOfHeaders({ 'x-cache-key': 'default-model', cookie: 'theme=dark-mode' })).toEqual([])
  })
})
