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
    ['column of CSV', (value) => `id,api_key,note\r\n1,${value},x\r\n2,none,y\r\n3,${value},"z, and z"\r\n`],
    ['first column of CSV', (value) => `"api_key","id"\n"${value}","1"\n`],
    ['column of CSV behind a sentence', (value) => `Here it is, as asked:\nname,access_token\nann,${value}\n`],
    ['column of TSV', (value) => `user\tpassword\nann\t${value}\n`],
    ['column of psql', (value) => ` id | api_key \n----+---------\n  1 | ${value}\n  2 | ${value}\n(2 rows)\n`],
    ['only column of psql', (value) => ` api_key \n---------\n ${value}\n`],
    ['column of MySQL', (value) => `+----+---------+\n| id | api_key |\n+----+---------+\n|  1 | ${value} |\n+----+\n`],
    ['column of Markdown', (value) => `| id | API key |\n|---|---|\n| 1 | \`${value}\` |\n`],
    ['line below', (value) => `API key\n${value}\n`],
    ['login of mysql', (value) => `mysqldump --host db -u root -p${value} shop > shop.sql`],
    ['pgpass', (value) => `# passwords\ndb.example:5432:shop:ann:${value}\n*:*:*:bob:${value}\n`],
    ['Terraform', (value) => `variable "db_password" {\n  type = string\n  default = "${value}"\n}\n`],
    ['object of tokens', (value) => JSON.stringify({ tokens: { access: value, expires: 3600, refresh: value } })],
    ['object with a type', (value) => JSON.stringify({ auth: { type: 'bearer', value } })],
    [
      'name and value in HAR',
      (value) => JSON.stringify({ cookies: [{ name: 'session_token', path: '/', httpOnly: true, value }] }),
    ],
    ['value and name in HAR', (value) => JSON.stringify([{ value, comment: '', name: 'X-Api-Key' }])],
    ['German', (value) => `Das Passwort: ${value}\nDer API-Schlüssel: ${value}, bitte.`],
    ['French', (value) => `Mot de passe : ${value}\nClé API : ${value}`],
    ['Spanish', (value) => `Contraseña: ${value}\nClave de API: ${value}`],
    ['Portuguese', (value) => `Senha: ${value}\nChave de API: ${value}`],
    ['Chinese', (value) => `您的密码：${value}，API密钥：${value}。password：${value}`],
    ['Japanese', (value) => `パスワード：${value}、APIキー: ${value}`],
    ['names in other languages', (value) => JSON.stringify({ passwort: value, 密码: value, contraseña: value })],
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
  'typing.Union[\n    dh.DHPrivateKey,\n    ed25519.Ed25519PrivateKey,\n]',
  'let lastToken;\nlet lastParagraphClipped;\n',
  'def load_private_key(\n    self, data: bytes, password: str\n) -> PRIVATE_KEY_TYPES2:',
  'token,count\nthe,12\nInternationalization,3\n',
  'name,password\nann,required\nbob,your-password-here\n',
  'The serialized bytes of the private key.\nRt5Wm2Kx9Lp4N\n',
  'src/a.ts:12345:8:error:no-unused-vars\n2024:1234:56:78:9\n',
  'API key\nZq8Rt5Wm2Kx9Lp4N is no value\nftp://a.example|netrw-externapp2|:\n',
  'mysql -u root -p shop && mysql --port=3306',
  'variable "token_name" {\n  default = "X-Api-Token"\n}',
  JSON.stringify({ tokens: { input: 12, output: 34 }, token: { type: 'identifier', value: 'renderPassName' } }),
  JSON.stringify({ password: 'Passwort', passwort: '请输入密码', 密码: '至少8位字符', パスワード: 'パスワードを入力' }),
  '密码：至少8个字符，例如 abc。',
  '<token>weather</token><p>see the login page, password reset</p>',
  'docker run -u 1000:1000 image --api-key YOUR_API_KEY',
])('what only stands where a credential could be stays: %s', (text) => {
  expect(redactor.text(text)).toBe(text)
})
