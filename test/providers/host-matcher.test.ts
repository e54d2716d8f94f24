import { describe, expect, test } from 'vitest'

import { RewindOptionsError } from '../../src/errors.ts'
import { createHostMatcher } from '../../src/providers/host-matcher.ts'
import { identifyProvider, nameProvider } from '../../src/providers/name-provider.ts'

const defaults = createHostMatcher([])

function providersOf(hosts: readonly string[]) {
  return hosts.map((host) => defaults.find(new URL(`https://${host}/v1/x`))?.provider)
}

describe('the default hosts', () => {
  test('match in upper case, with userinfo, a port or a trailing dot', () => {
    expect(
      providersOf(['API.OpenAI.com', 'user:pass@api.openai.com', 'api.openai.com:8443', 'api.openai.com.']),
    ).toEqual(['openai', 'openai', 'openai', 'openai'])
  })

  test('are recognized by a connection, too', () => {
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
    const hosts = [
      'api.z.ai',
      'api.moonshot.cn',
      'ollama.com',
      'localhost:11434',
      '[::1]:11434',
      '127.0.0.1:1234',
      'localhost:8080',
    ]
    const matcher = createHostMatcher(hosts)

    const urls = hosts.map((host) => new URL(`http://${host}/v1`))

    expect(urls.map((url) => identifyProvider(matcher.find(url)?.provider ?? 'none', url))).toEqual([
      'zai',
      'moonshotai',
      'ollama-cloud',
      'ollama',
      'ollama',
      'lm-studio',
      'unknown',
    ])
    expect(urls.map((url) => defaults.find(url))).toEqual(urls.map(() => undefined))
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

  test('match every subdomain of a name after an asterisk, and nothing else', () => {
    const matcher = createHostMatcher(['*.fal.run', { host: '*.Corp.example:8443', provider: 'vllm' }])

    expect(matcher.find(new URL('https://queue.fal.run/'))).toEqual({ provider: 'unknown' })
    expect(matcher.hasHost('a.b.fal.run', 443)).toBe(true)
    expect(
      ['fal.run', 'xfal.run', 'fal.run.evil.test', 'queue.falxrun'].filter((host) => matcher.hasHost(host)),
    ).toEqual([])
    expect(matcher.find(new URL('https://llm.corp.example:8443/'))).toEqual({ provider: 'vllm' })
    expect(matcher.find(new URL('https://llm.corp.example/'))).toBeUndefined()
  })

  test('name a provider by its aliases, in any spelling', () => {
    const names = ['gemini', 'Azure-OpenAI', 'x-ai', 'aws', 'vertex_ai', 'HF', 'together.ai', 'llama.cpp', 'LM Studio']
    const url = new URL('https://llm.corp.example/v1')

    expect(names.map((name) => identifyProvider(providerOf(name, url), url))).toEqual([
      'google',
      'azure',
      'xai',
      'bedrock',
      'vertex',
      'huggingface',
      'together',
      'llama.cpp',
      'lm-studio',
    ])
  })

  test('take a provider of the user as it is, and a misspelled one for a mistake', () => {
    const url = new URL('https://llm.corp.example/v1')

    expect(['corp-llm', 'openai2', 'my-openai', 'acme'].map((name) => providerOf(name, url))).toEqual([
      'corp-llm',
      'openai2',
      'my-openai',
      'acme',
    ])
    expect(() => providerOf('antropic', url)).toThrow(/"antropic" is not known; did you mean 'anthropic'\?/u)
    expect(() => providerOf('Gemni', url)).toThrow(/did you mean 'gemini'\?/u)
    expect(() => providerOf('olama', url)).toThrow(RewindOptionsError)
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

  test('that are not a plain host are refused', () => {
    const hosts = [
      '',
      ' ',
      'llm.*.example',
      '*',
      '*.',
      '*.*.example',
      '*corp.example',
      '{a,b}.corp.example',
      'llm.corp.example/v1',
      'me@llm.corp.example',
      'llm corp',
      'a:b:c',
      'llm.corp.example:',
      'x:99999',
      'x:0',
      'a.example,b.example',
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

function providerOf(name: string, url: URL): string {
  return createHostMatcher([{ host: url.host, provider: name }]).find(url)?.provider ?? 'none'
}
