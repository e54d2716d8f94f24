import { describe, expect, test } from 'vitest'

import { RewindOptionsError } from '../../src/errors.ts'
import { DEFAULT_LLM_HOSTS } from '../../src/providers/default-hosts.ts'
import { createHostMatcher } from '../../src/providers/host-matcher.ts'
import { nameProvider } from '../../src/providers/name-provider.ts'

const defaults = createHostMatcher([])

function providersOf(hosts: readonly string[]) {
  return hosts.map((host) => defaults.find(new URL(`https://${host}/v1/x`))?.provider)
}

describe('the default hosts', () => {
  test('are the exact ones of the contract', () => {
    expect(DEFAULT_LLM_HOSTS).toEqual([
      'api.openai.com',
      'api.anthropic.com',
      'generativelanguage.googleapis.com',
      'api.cohere.ai',
      'api.together.xyz',
      'api.groq.com',
      'api.deepseek.com',
      'api.mistral.ai',
      'api.cohere.com',
      'openrouter.ai',
      'api.x.ai',
      'api.fireworks.ai',
      'api.perplexity.ai',
      'api.cerebras.ai',
      'api.voyageai.com',
      'router.huggingface.co',
      'ai-gateway.vercel.sh',
    ])
    expect(providersOf(DEFAULT_LLM_HOSTS)).not.toContain(undefined)
  })

  test('match in upper case, with userinfo, a port or a trailing dot', () => {
    expect(
      providersOf(['API.OpenAI.com', 'user:pass@api.openai.com', 'api.openai.com:8443', 'api.openai.com.']),
    ).toEqual(['openai', 'openai', 'openai', 'openai'])
  })

  test('include Azure resources, Bedrock runtimes and Vertex by pattern', () => {
    const hosts = [
      'me.openai.azure.com',
      'me.services.ai.azure.com',
      'me.cognitiveservices.azure.com',
      'bedrock-runtime.us-east-1.amazonaws.com',
      'bedrock-runtime-fips.us-gov-west-1.amazonaws.com',
      'bedrock-runtime.cn-north-1.amazonaws.com.cn',
      'bedrock-mantle.us-east-1.api.aws',
      'us-central1-aiplatform.googleapis.com',
      'aiplatform.googleapis.com',
    ]

    expect(providersOf(hosts)).toEqual([
      'azure',
      'azure',
      'azure',
      'bedrock',
      'bedrock',
      'bedrock',
      'bedrock',
      'vertex',
      'vertex',
    ])
  })

  test('do not match subdomains, look-alikes, IPs or localhost', () => {
    const hosts = [
      'eu.api.openai.com',
      'api.openai.com.evil.test',
      'api-openai.com',
      'xapi.openai.com',
      'openai.azure.com',
      'me.openai.azure.com.evil.test',
      'meopenai.azure.com',
      'bedrock.us-east-1.amazonaws.com',
      'bedrock-agent-runtime.us-east-1.amazonaws.com',
      'bedrock-runtime.amazonaws.com',
      'bedrock-runtime.us-east-1.amazonaws.com.evil.test',
      'evil.bedrock-runtime.us-east-1.amazonaws.com',
      'us.central1.aiplatform.googleapis.com',
      'evilaiplatform.googleapis.com',
      'аpi.openai.com',
      '127.0.0.1',
      '[::1]',
      'localhost',
    ]

    expect(providersOf(hosts)).toEqual(hosts.map(() => undefined))
  })

  test('are told from a connection, too', () => {
    expect(defaults.hasHost('API.openai.com.', 443)).toBe(true)
    expect(defaults.hasHost('registry.example', 443)).toBe(false)
  })

  test('name the provider of a URL', () => {
    expect(nameProvider(new URL('https://api.x.ai/v1'))).toBe('xai')
    expect(nameProvider(new URL('https://example.com/'))).toBeUndefined()
  })
})

describe("the user's hosts", () => {
  test('match on every port where none is named', () => {
    const matcher = createHostMatcher(['llm.corp.example'])

    expect(matcher.find(new URL('http://LLM.corp.example:8080/'))).toEqual({ provider: 'unknown' })
    expect(matcher.hasHost('llm.corp.example')).toBe(true)
  })

  test('match on the named port alone', () => {
    const matcher = createHostMatcher([{ host: 'localhost:11434', provider: 'ollama' }])

    expect(matcher.find(new URL('http://localhost:11434/api/chat'))).toEqual({ provider: 'ollama' })
    expect(matcher.find(new URL('http://localhost:3000/api/chat'))).toBeUndefined()
    expect(matcher.hasHost('localhost', '11434')).toBe(true)
    expect(matcher.hasHost('localhost', 11_435)).toBe(false)
    expect(matcher.hasHost('localhost')).toBe(false)
  })

  test('are named by what is known of them, though nothing but the list makes them match', () => {
    const hosts = ['api.together.ai', 'eu.api.openai.com', 'localhost:11434', '[::1]:11434', '127.0.0.1:1234']
    const matcher = createHostMatcher(hosts)

    expect(hosts.map((host) => matcher.find(new URL(`http://${host}/v1`))?.provider)).toEqual([
      'together',
      'openai',
      'ollama',
      'ollama',
      'unknown',
    ])
    expect(hosts.map((host) => defaults.find(new URL(`http://${host}/v1`)))).toEqual(hosts.map(() => undefined))
  })

  test('compare a named default port with a URL that leaves it out', () => {
    const matcher = createHostMatcher(['llm.corp.example:443', 'other.example:80'])

    expect(matcher.find(new URL('https://llm.corp.example/'))).toBeDefined()
    expect(matcher.find(new URL('http://llm.corp.example/'))).toBeUndefined()
    expect(matcher.find(new URL('http://other.example/'))).toBeDefined()
  })

  test('may be IPv6 addresses in any spelling', () => {
    const matcher = createHostMatcher(['[::1]:8080'])

    expect(matcher.find(new URL('http://[0:0:0:0:0:0:0:1]:8080/'))).toBeDefined()
    expect(matcher.hasHost('::1', 8080)).toBe(true)
  })

  test('may have international names, which are compared as Punycode', () => {
    const matcher = createHostMatcher(['Bücher.example'])

    expect(matcher.find(new URL('https://xn--bcher-kva.example/'))).toBeDefined()
    expect(matcher.hasHost('bücher.example', 443)).toBe(true)
  })

  test('name the provider of a default host, too', () => {
    const matcher = createHostMatcher([{ host: 'api.openai.com', provider: 'mine' }])

    expect(matcher.find(new URL('https://api.openai.com/'))).toEqual({ provider: 'mine' })
  })

  test('with a scheme are refused with the right form', () => {
    expect(() => createHostMatcher(['https://llm.corp.example/v1'])).toThrow(
      /has a scheme[^]*hosts: \['llm\.corp\.example'\]/u,
    )
  })

  test('that are no plain host are refused', () => {
    const hosts = [
      '',
      ' ',
      '*.corp.example',
      'llm.corp.example/v1',
      'me@llm.corp.example',
      'llm corp',
      'a:b:c',
      'llm.corp.example:',
      'x:99999',
    ]
    const accepted = hosts.filter((host) => !isRefused(host))

    expect(accepted).toEqual([])
  })
})

function isRefused(host: string): boolean {
  try {
    createHostMatcher([host])
    return false
  } catch (error) {
    return error instanceof RewindOptionsError
  }
}
