import { describe, expect, test } from 'vitest'

import { createRedactor } from '../../src/redact/redactor.ts'

const redactor = createRedactor({ secrets: [], rules: [] })
const VALUE = 'Zq8Rt5Wm2Kx9Lp4N'

describe('a credential beside its name is redacted, also in JSON within JSON:', () => {
  test.each<[string, (value: string) => string]>([
    ['pairs in a list', (value) => JSON.stringify([['x-api-key', value]])],
    ['raw headers', (value) => JSON.stringify(['host', 'a.example', 'X-Api-Key', value])],
    ['parameters of a program', (value) => JSON.stringify({ args: ['serve', '--api-key', value, '-v'] })],
    ['name and value', (value) => JSON.stringify([{ name: 'X-Api-Key', value }])],
    ['value and name', (value) => JSON.stringify([{ value, key: 'Authorization' }])],
    ['over several lines', (value) => JSON.stringify([{ name: 'X-Api-Key', value }], undefined, 2)],
    ['variables of a container', (value) => `env:\n  - name: API_TOKEN\n    value: ${value}\n`],
    ['list', (value) => JSON.stringify({ api_keys: [value, value] })],
    ['wrapped value', (value) => JSON.stringify({ token: { value } })],
    ['XML', (value) => `<Credentials><SecretAccessKey>${value}</SecretAccessKey></Credentials>`],
    ['setting in XML', (value) => `<add key="ApiKey" value="${value}" />`],
    ['command line', (value) => `serve --api-key ${value} --port 80`],
    ['login of curl', (value) => `curl -u ann:${value} https://a.example`],
    ['netrc', (value) => `machine a.example login ann password ${value}`],
    ['PHP', (value) => `['api_key' => '${value}']`],
    ['Ruby', (value) => `{ :api_key => "${value}" }`],
    ['Python', (value) => `client = OpenAI(api_key="${value}")`],
    ['GraphQL', (value) => `mutation { login(user: "ann", password: "${value}") { id } }`],
    ['table', (value) => `| API key | ${value} |`],
  ])('%s', (_name, write) => {
    expect(redactor.text(write(VALUE))).toBe(write('<secret>'))
    expect(redactor.text(JSON.stringify({ text: write(VALUE) }))).toBe(JSON.stringify({ text: write('<secret>') }))
  })

  test('the private part of a JSON Web Key', () => {
    const key = { kty: 'EC', crv: 'P-256', x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU' }
    expect(redactor.text(JSON.stringify({ ...key, d: VALUE.repeat(3) }))).toBe(
      JSON.stringify({ ...key, d: '<secret>' }),
    )
  })
})

test.each([
  JSON.stringify({ headers: [['content-type', 'application/json']], required: ['token', 'description'] }),
  JSON.stringify([{ name: 'token', value: 'the next word' }]),
  JSON.stringify({ stop_tokens: ['Observation:12345x'], keys: ['alpha-1', 'beta-2'], token: ['first', 'second'] }),
  '| Token | Meaning |\n|---|---|\n| API key | what a client sends |',
  'run with --token and --key, or -u user:password',
  "map((token) => 'value')",
  '<token>weather</token><p>see the login page, password reset</p>',
  'docker run -u 1000:1000 image --api-key YOUR_API_KEY',
])('what only stands where a credential could be stays: %s', (text) => {
  expect(redactor.text(text)).toBe(text)
})
