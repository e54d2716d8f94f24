import { describe, expect, test } from 'vitest'

import { createRedactor } from '../../src/redact/redactor.ts'

const redactor = createRedactor({ secrets: [], rules: [] })

// Put together here, so that no scanner takes this file for a leak.
const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
const letters = (length: number): string => LETTERS.repeat(3).slice(7, 7 + length)
const hex = (length: number): string => '0123456789abcdef'.repeat(8).slice(0, length)
const upper = (length: number): string => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.slice(0, length)

describe('a token is redacted:', () => {
  test.each([
    ['OpenAI, old', `sk-${letters(48)}`],
    ['OpenAI, project', `sk-proj-${letters(40)}_-${letters(20)}`],
    ['OpenAI, service account', `sk-svcacct-${letters(40)}`],
    ['OpenAI, admin', `sk-admin-${letters(40)}`],
    ['DeepSeek', `sk-${hex(32)}`],
    ['Anthropic, API', `sk-ant-api03-${letters(60)}-_${letters(20)}AA`],
    ['Anthropic, admin', `sk-ant-admin01-${letters(40)}`],
    ['Anthropic, OAuth', `sk-ant-oat01-${letters(40)}`],
    ['Google, API key', `AIza${letters(35)}`],
    ['Google, AQ key', `AQ.${letters(40)}`],
    ['Google, OAuth', `ya29.${letters(60)}`],
    ['AWS, key id', `AKIA${upper(16)}`],
    ['AWS, session key id', `ASIA${upper(16)}`],
    ['Bedrock', `ABSK${letters(80)}==`],
    ['Groq', `gsk_${letters(52)}`],
    ['Hugging Face', `hf_${letters(34)}`],
    ['xAI', `xai-${letters(80)}`],
    ['OpenRouter', `sk-or-v1-${hex(64)}`],
    ['Fireworks', `fw_${letters(24)}`],
    ['Perplexity', `pplx-${letters(48)}`],
    ['Replicate', `r8_${letters(37)}`],
    ['Cerebras', `csk-${hex(48)}`],
    ['Voyage', `pa-7${letters(42)}`],
    ['LangSmith', `lsv2_pt_${hex(32)}_${hex(10)}`],
    ['GitHub', `ghp_${letters(36)}`],
    ['GitHub, fine-grained', `github_pat_${letters(22)}_${letters(59)}`],
    ['npm', `npm_${letters(36)}`],
    ['Slack', ['xoxb', '1234567890', '1234567890', letters(24)].join('-')],
    ['JSON web token', `eyJ${letters(20)}.eyJ${letters(40)}.${letters(43)}`],
    ['private key', `-----BEGIN RSA PRIVATE KEY-----\n${letters(64)}\n${letters(20)}==\n-----END RSA PRIVATE KEY-----`],
    ['private key in JSON', `-----BEGIN PRIVATE KEY-----\\n${letters(64)}\\n-----END PRIVATE KEY-----`],
    ['private key, cut off', `-----BEGIN PRIVATE KEY-----\n${letters(64)}`],
  ])('%s', (_name, token) => {
    expect(redactor.text(`"${token}"`)).toBe('"<secret>"')
  })

  test('after a line break in JSON', () => {
    expect(redactor.text(JSON.stringify(`key:\nghp_${letters(36)}`))).toBe(String.raw`"key:\n<secret>"`)
  })

  test('after an encoded character in a URL', () => {
    expect(redactor.text(`q=key%3Dghp_${letters(36)}`)).toBe('q=key%3D<secret>')
  })

  test('as user and password of a URL', () => {
    expect(redactor.text('see postgres://ann:p4ss@db.example/x')).toBe('see postgres://<secret>@db.example/x')
  })

  test('as the last part of a path', () => {
    expect(redactor.text(`s3://bucket/AKIA${upper(16)} text/AIza${letters(35)}`)).toBe(
      's3://bucket/<secret> text/<secret>',
    )
  })

  test('as the key of a Sentry DSN', () => {
    expect(redactor.text(`dsn=https://${hex(32)}@o450.ingest.sentry.io/4507`)).toBe(
      'dsn=https://<secret>@o450.ingest.sentry.io/4507',
    )
  })

  test('as the path of a webhook', () => {
    const path = `T${upper(10)}/B${upper(10)}/${letters(24)}`
    expect(redactor.text(`https://hooks.slack.com/services/${path}`)).toBe('https://hooks.slack.com/services/<secret>')
    expect(redactor.text(`https://discord.com/api/webhooks/123456789012345678/${letters(68)}`)).toBe(
      'https://discord.com/api/webhooks/<secret>',
    )
  })

  test('as that of a Discord bot: the number of the bot in base64, a time, a signature', () => {
    const bot = Buffer.from('123456789012345678').toString('base64')
    expect(redactor.text(JSON.stringify(`bot:\n${bot}.GaBcDe.${letters(38)}`))).toBe(String.raw`"bot:\n<secret>"`)
    expect(redactor.text(`${letters(24)}.GaBcDe.${letters(38)}`)).toContain(letters(24))
  })

  test('as the signature of an Azure link, unless it holds for days only', () => {
    const linkOf = (start: string, end: string, ampersand = '&'): string =>
      [
        'https://a.blob.example/i.png?sp=r',
        `st=${start}T18%3A09%3A40Z`,
        `se=${end}T20%3A09%3A40Z`,
        'sv=2026-02-06',
        `sig=${letters(43)}%3D`,
      ].join(ampersand)
    for (const ampersand of ['&', String.raw`\u0026`]) {
      const image = linkOf('2026-02-06', '2026-02-07', ampersand)
      expect(redactor.text(`{"url":"${image}"}`)).toBe(`{"url":"${image}"}`)
      expect(redactor.text(linkOf('2026-02-06', '2027-02-06', ampersand))).toContain('sig=<secret>')
    }
    expect(redactor.text(`https://a.blob.example/i.png?se=2026-02-07&sig=${letters(43)}`)).toContain('sig=<secret>')
  })

  test('as the signature of a URL in a body', () => {
    const url = `https://a.example/i.png?se=1&sig=${letters(43)}%3D&X-Amz-Security-Token=${letters(50)}`
    expect(redactor.text(JSON.stringify({ url }))).toBe(
      '{"url":"https://a.example/i.png?se=1&sig=<secret>&X-Amz-Security-Token=<secret>"}',
    )
  })
})

describe('what is no secret stays:', () => {
  test.each([
    ['chat completion id', `chatcmpl-${letters(29)}`],
    ['message id', 'msg_01XFDUDYJgAACzvnptvVoYEL'],
    ['tool call ids', `call_${letters(24)} toolu_01A09q90qw90lq917835lq9`],
    ['response ids', `resp_${hex(64)} rs_${hex(64)} fc_${hex(64)}`],
    ['file and assistant ids', `file-${letters(24)} asst_${letters(24)} thread_${letters(24)} run_${letters(24)}`],
    ['model names', 'gpt-4o-mini-2024-07-18 claude-sonnet-4-5-20250929 ft:gpt-4o-mini-2024-07-18:org:custom:9abcDEF0'],
    ['system fingerprint', 'fp_44709d6fcb'],
    ['uuids', '550e8400-e29b-41d4-a716-446655440000'],
    ['image in base64', `data:image/png;base64,iVBORw0KGgo${letters(180)}AKIA${upper(16)}abc/AIza${letters(35)}+/==`],
    ['thought signature', `"thoughtSignature":"CiQBjz1rX${letters(180)}+/${letters(60)}"`],
    ['encrypted reasoning', `"encrypted_content":"gAAAAABo${letters(180)}-_${letters(60)}=="`],
    ['obfuscation', '"obfuscation":"pa-Zk3"'],
    [
      'words with a dash',
      'task-oriented ask-me-anything-you-like-to-know desk-sharing risk-assessment-methodology-overview',
    ],
    ['a manual', 'It starts with -----BEGIN PRIVATE KEY----- and ends with -----END PRIVATE KEY-----.'],
    ['URLs', 'https://example.com:8080/a@b?x=1&keyboard=abcdefghijklmnopqrstuvwxyz'],
    ['short stand-ins', 'sk-test sk-proj-... ghp_xxxx hf_abc AIza'],
    ['snake case', 'npm_config_user_agent hf_transfer_enabled_by_default fw_version_of_the_device'],
  ])('%s', (_name, value) => {
    expect(redactor.text(value)).toBe(value)
  })
})
