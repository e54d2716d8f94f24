import { describe, expect, test } from 'vitest'

import { createRedactor } from '../../src/redact/redactor.ts'

const KEY = 'Zq8Rt5Wm2Kx9Lp4N'
const redactor = createRedactor({ secrets: [], rules: [] })

function redact(text: string): string {
  return Buffer.from(redactor.bytes(Buffer.from(text))).toString()
}

/** What a coding agent reads and writes: it must be replayed as it was. */
const CODE: readonly string[] = [
  'token = parse_token(body)',
  'this.token = options.token',
  'const token = tokens[index]',
  'new OpenAI({ apiKey: this.apiKey })',
  'client = OpenAI(api_key=settings.openai_api_key)',
  'access_token: newAccessToken,',
  'identity_token: identityTokenFile,',
  'password: Optional[str] = None',
  'def send(token: typing.Union[bytes, str]):',
  'token := strings.TrimSpace(line)',
  '$token = $this->getToken();',
  'let secret = std::env::var("SECRET")?;',
  'apiKey: z.string().min(1),',
  'password = forms.CharField(widget=forms.PasswordInput)',
  'const signing_key = key[16:]',
  'proxy_pass = proxy_pass.decode()',
  'auth=HTTPBasicAuth(user, password)',
  'authorization: `${scheme}-credentials`',
  'urllib3(user=user, password=password)',
  'x.eatAssertion=function(e){var t}',
  'x.endToken=e)}}tokens(){return',
  '.codicon-gist-secret:before{content:"a"}',
  'password = getpass.getpass("Password: ")\nprint("done")',
  'headers.set("Authorization", "Bearer {token}")',
  '$http->header("Authorization", "Basic $encoded")',
  'os.environ["API_KEY"] = "your-api-key"',
  'const token = process.env.TOKEN ?? "your-token"',
  'expect(token("and").type)',
  'password: |\n  at least eight characters',
  'The token is 12 characters long, the key is application/json',
  'PASS: gdb.base/dso2dso.exp: continue',
]

/** Lists of names, and text about credentials. */
const WORDS: readonly string[] = [
  JSON.stringify(['visitor', 'key', 'typeAnnotation']),
  "['ASAuthorization', 'ASAuthorizationAppleIDButton']",
  '<key>ProductUserVisibleVersion</key>',
  JSON.stringify({ token: 'The token (see docs) of the user' }),
  JSON.stringify({ pass: 'Element has an explicit <label>' }),
  JSON.stringify({ token: 'トークンを入力してください', api_key: 'Ihr Schlüssel' }),
  JSON.stringify({ password: 'Forgot your password?' }),
  '[![badge](https://codecov.io/badge.svg?token=CODE)](https://codecov.io/gh/a/b)',
  'docker run --user www-data:www-data -u nginx:nginx img',
]

describe('code and words without a secret stay as they are', () => {
  test.each([...CODE, ...WORDS])('%s', (text) => {
    const inTool = JSON.stringify({ content: text })
    expect(redact(text)).toBe(text)
    expect(redact(inTool)).toBe(inTool)
  })
})

describe('a credential in code is found', () => {
  test.each([
    `token = ${KEY}`,
    `token = parse("${KEY}", api_key="${KEY}")`,
    `api_key=SecretStr("${KEY}")`,
    `headers.set("x-api-key", "${KEY}")`,
    `os.environ.get('API_KEY', '${KEY}')`,
    `password: ${KEY}(x)`,
    `os.environ["OPENAI_API_KEY"] = "${KEY}"`,
    `headers['X-Api-Key'] = '${KEY}'`,
    `process.env["API_KEY"] ?? "${KEY}"`,
    `process.env.API_KEY || '${KEY}'`,
    `apiKey := "${KEY}"`,
    `api_key <- "${KEY}"`,
    `const apiKey: string = "${KEY}"`,
    `api_key: str | None = "${KEY}"`,
    `new ApiKeyCredential("${KEY}")`,
    `builder.apiKey("${KEY}")`,
    `requests.get(url, auth=("ann", "${KEY}"))`,
    `CREATE USER ann WITH PASSWORD '${KEY}'`,
    `CREATE USER ann IDENTIFIED BY '${KEY}'`,
    `- **API key**: ${KEY}`,
    `**Password:** ${KEY}`,
    `Your API key is ${KEY}.`,
    `API key: \`${KEY}\``,
    `ENV API_KEY ${KEY}`,
    `setx API_KEY ${KEY}`,
    `docker login -u ann -p ${KEY}`,
    `env:\n  - name: API_KEY\n    value: "${KEY}"`,
    `api_keys:\n  - ${KEY}\n`,
    `password: >-\n  ${KEY}\n`,
    `machine a.example\nlogin ann\npassword ${KEY}`,
    `<ns:apiKey>${KEY}</ns:apiKey>`,
    `<apiKey><![CDATA[${KEY}]]></apiKey>`,
    'password: correctHorseBatteryStaple7',
    `auth_token=${KEY}.${KEY}`,
    `api_key: ${KEY})`,
    `docker run --user ann:${KEY} img`,
  ])('%s', (text) => {
    for (const redacted of [redact(text), redact(JSON.stringify({ text }))]) {
      expect(redacted).toContain('<secret>')
      expect(redacted).not.toContain(KEY)
    }
  })
})

test('of a link in Markdown, what comes behind its token stays', () => {
  expect(redact(`[![badge](https://a.example/b.svg?token=${KEY})](https://a.example/c)`)).toBe(
    '[![badge](https://a.example/b.svg?token=<secret>)](https://a.example/c)',
  )
})

// Cassettes show fields of JSON as YAML, and are searched once more: a hit there stops the write.
describe('what stays in JSON stays in YAML', () => {
  test.each(['typeAnnotation', 'トークンを入力してください', 'Enter your token', 'renderPassName', 'Schlüssel-hier1'])(
    '%s',
    (value) => {
      for (const name of ['token', 'pass', 'api_key', 'key']) {
        if (redact(JSON.stringify({ [name]: value })).includes('<secret>')) continue
        for (const text of [`${name}: ${value}\n`, `${name}: |\n  ${value}\n`, `${name}:\n  - ${value}\n`])
          expect(redact(text)).toBe(text)
      }
    },
  )

  test.each(['src/some-file-v2x.ts', 'x9y8z7w6v5u4t3'])('a key that is none: %s', (value) => {
    const text = `key: |\n  ${value}\nkeys:\n  - ${value}\n`
    expect(redact(text)).toBe(text)
  })

  test('a token within a sentence is found', () => {
    expect(redact(JSON.stringify({ token: `the token was ${KEY} before` }))).not.toContain(KEY)
  })
})
