import { describe, expect, test } from 'vitest'

import { PROVIDERS } from '../../src/providers/catalogue.ts'
import { DEFAULT_LLM_HOSTS } from '../../src/providers/default-hosts.ts'
import { createHostMatcher } from '../../src/providers/host-matcher.ts'
import { plainName } from '../../src/providers/plain-name.ts'
import { OTHER_SHAPES, TOKEN_SHAPES } from '../../src/redact/shapes/token-shapes.ts'

const defaults = createHostMatcher([])

function providersOf(hosts: readonly string[]): readonly (string | undefined)[] {
  return hosts.map((host) => defaults.find(new URL(`https://${host}/v1/x`))?.provider)
}

describe('the default hosts', () => {
  test('are the exact ones of the contract', () => {
    expect(DEFAULT_LLM_HOSTS.toSorted()).toEqual([
      'ai-gateway.vercel.sh',
      'api.anthropic.com',
      'api.cerebras.ai',
      'api.cohere.ai',
      'api.cohere.com',
      'api.deepseek.com',
      'api.fireworks.ai',
      'api.groq.com',
      'api.mistral.ai',
      'api.openai.com',
      'api.perplexity.ai',
      'api.together.ai',
      'api.together.xyz',
      'api.voyageai.com',
      'api.x.ai',
      'eu.api.openai.com',
      'generativelanguage.googleapis.com',
      'openrouter.ai',
      'router.huggingface.co',
      'us.api.openai.com',
    ])
    expect(providersOf(DEFAULT_LLM_HOSTS)).not.toContain(undefined)
  })

  test('of OpenAI are those of its regions, too', () => {
    expect(providersOf(['eu.api.openai.com', 'us.api.openai.com', 'fr.api.openai.com', 'api.openai.co'])).toEqual([
      'openai',
      'openai',
      undefined,
      undefined,
    ])
  })

  test('of Azure are those of a resource', () => {
    const hosts = [
      'me.openai.azure.com',
      'my-hub_1.services.ai.azure.com',
      'me.cognitiveservices.azure.com',
      'a.b.openai.azure.com',
    ]
    const others = [
      'openai.azure.com',
      'meopenai.azure.com',
      'me.openai.azure.com.evil.test',
      'me.openai.azure.co',
      'me.azure.com',
      'me.openai-azure.com',
    ]

    expect(providersOf(hosts)).toEqual(['azure', 'azure', 'azure', 'azure'])
    expect(providersOf(others)).toEqual(others.map(() => undefined))
  })

  test('of Bedrock are its runtimes in every region and partition', () => {
    const hosts = [
      'bedrock-runtime.us-east-1.amazonaws.com',
      'bedrock-runtime.ap-southeast-5.amazonaws.com',
      'bedrock-runtime-fips.us-gov-west-1.amazonaws.com',
      'bedrock-runtime.cn-north-1.amazonaws.com.cn',
      'bedrock-runtime.eusc-de-east-1.amazonaws.eu',
      'bedrock-runtime.us-east-1.api.aws',
      'bedrock-agent-runtime.eu-central-1.amazonaws.com',
      'bedrock-agent-runtime-fips.us-gov-west-1.amazonaws.com',
      'bedrock-mantle.us-east-1.api.aws',
    ]
    // The control planes list and train models; a bucket may have any name.
    const others = [
      'bedrock.us-east-1.amazonaws.com',
      'bedrock-agent.us-east-1.amazonaws.com',
      'bedrock-runtime.amazonaws.com',
      'bedrock-runtime.s3.amazonaws.com',
      'bedrock-runtime.s3-us-west-2.amazonaws.com',
      'bedrock-runtime.us-east-1.amazonaws.com.evil.test',
      'evil.bedrock-runtime.us-east-1.amazonaws.com',
      'bedrock-runtime.us-east-1.evil.amazonaws.com',
      'bedrock-mantle.us-east-1.amazonaws.com',
      's3.us-east-1.amazonaws.com',
    ]

    expect(providersOf(hosts)).toEqual(hosts.map(() => 'bedrock'))
    expect(providersOf(others)).toEqual(others.map(() => undefined))
  })

  test('of Vertex are the global one, those of a region, and those of the US and the EU', () => {
    const hosts = [
      'aiplatform.googleapis.com',
      'us-central1-aiplatform.googleapis.com',
      'northamerica-northeast1-aiplatform.googleapis.com',
      'us-aiplatform.googleapis.com',
      'aiplatform.us.rep.googleapis.com',
      'aiplatform.eu.rep.googleapis.com',
    ]
    const others = [
      'evilaiplatform.googleapis.com',
      'us.central1.aiplatform.googleapis.com',
      'aiplatform.xx.rep.googleapis.com',
      'aiplatform.rep.googleapis.com',
      'oauth2.googleapis.com',
      'storage.googleapis.com',
      'us-central1-aiplatform.googleapis.com.evil.test',
      'us-central1-aiplatform-googleapis.com',
    ]

    expect(providersOf(hosts)).toEqual(hosts.map(() => 'vertex'))
    expect(providersOf(others)).toEqual(others.map(() => undefined))
  })

  test('do not match subdomains, look-alikes, IPs or localhost', () => {
    const hosts = [
      ...DEFAULT_LLM_HOSTS.flatMap((host) => [
        `evil.${host}`,
        `${host}.evil.test`,
        `x${host}`,
        host.replace('.', '-'),
        host.replace(/\.[a-z]+$/u, '.test'),
      ]),
      'аpi.openai.com',
      '127.0.0.1',
      '[::1]',
      'localhost',
      'localhost:11434',
    ]

    expect(hosts.filter((host) => defaults.find(new URL(`https://${host}/v1/x`)) !== undefined)).toEqual([])
  })
})

describe('the catalogue', () => {
  test('has every id, alias and host once', () => {
    const names = PROVIDERS.flatMap(({ id, aliases = [] }) => [plainName(id), ...aliases])
    const hosts = PROVIDERS.flatMap((provider) => [...(provider.hosts ?? []), ...(provider.otherHosts ?? [])])

    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
    expect(hosts.filter((host, index) => hosts.indexOf(host) !== index)).toEqual([])
    expect(PROVIDERS.flatMap(({ aliases = [] }) => aliases).filter((alias) => alias !== plainName(alias))).toEqual([])
  })

  test('knows what the keys of every client are called, where a host is matched by default', () => {
    const without = PROVIDERS.filter(({ hosts, credentials }) => hosts !== undefined && credentials === undefined)

    // Google's tokens come from a file or from the machine, not from a variable.
    expect(without.map(({ id }) => id)).toEqual(['vertex'])
  })

  test('gives no placeholder that would be taken for a secret', () => {
    const prefixes = PROVIDERS.flatMap(({ credentials = [] }) =>
      credentials.flatMap((credential) => (typeof credential === 'string' ? [] : [credential.prefix ?? ''])),
    )
    const texts = prefixes.map((prefix) => `${prefix}rewind-placeholder-SOME_VARIABLE`)

    expect(
      texts.filter((text) => [...TOKEN_SHAPES, ...OTHER_SHAPES].some(({ pattern }) => text.search(pattern) !== -1)),
    ).toEqual([])
  })
})
