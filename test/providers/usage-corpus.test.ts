import { describe, expect, test } from 'vitest'
import { extractUsage } from '../../src/providers/extract-usage.ts'
import { readCorpus, type Exchange } from './corpus.ts'

const CORPUS = readCorpus()
const COUNTED = CORPUS.filter((exchange) => exchange.rawUsage !== null)

function usageOf(exchange: Exchange) {
  return extractUsage({
    url: exchange.url,
    request: { headers: exchange.requestHeaders, body: exchange.requestBody },
    response: { status: exchange.status, headers: exchange.responseHeaders, body: exchange.responseBody },
  })
}

function count(raw: Exchange['rawUsage'], name: string): number {
  const value = raw?.[name]
  return typeof value === 'number' ? value : 0
}

describe('usage of the corpus', () => {
  test('is found in every OpenAI and Anthropic response that counts tokens', () => {
    const theirs = COUNTED.filter(({ provider }) => provider === 'openai' || provider === 'anthropic')
    const misses = theirs.filter((exchange) => usageOf(exchange) === undefined).map(({ stream, url }) => `${stream} ${url}`)

    expect(theirs.length).toBeGreaterThan(25)
    expect(misses).toEqual([])
  })

  test('has the numbers of the body for every OpenAI and Anthropic response', () => {
    const theirs = COUNTED.filter(({ provider }) => provider === 'openai' || provider === 'anthropic')
    const expected = theirs.map(({ rawUsage }) => ({
      input:
        count(rawUsage, 'prompt_tokens') +
        count(rawUsage, 'input_tokens') +
        count(rawUsage, 'cache_read_input_tokens') +
        count(rawUsage, 'cache_creation_input_tokens'),
      output: count(rawUsage, 'completion_tokens') + count(rawUsage, 'output_tokens'),
    }))
    const found = theirs.map((exchange) => ({ input: usageOf(exchange)?.input, output: usageOf(exchange)?.output ?? 0 }))

    expect(found).toEqual(expected)
  })

  test('is missed elsewhere only where AWS frames it or no tokens were counted', () => {
    const misses = COUNTED.filter((exchange) => usageOf(exchange) === undefined)
    const names = misses.map(({ provider, stream, url }) => `${provider} ${stream} ${new URL(url).pathname.split('/').at(-1)}`)
    const counts = Object.fromEntries([...Map.groupBy(names, (name) => name)].map(([name, all]) => [name, all.length]))

    expect(counts).toEqual({
      'bedrock aws-eventstream converse-stream': 4,
      'bedrock aws-eventstream invoke-with-response-stream': 3,
      'bedrock buffered apply': 1,
      'cohere buffered rerank': 1,
      'gemini buffered 1e9odc8cm11aab2truxzl4pdxjjxtss4k3gvture': 1,
      'gemini buffered cachedContents': 2,
      'openrouter buffered rerank': 1,
      'xai buffered edits': 1,
    })
    expect((COUNTED.length - misses.length) / COUNTED.length).toBeGreaterThan(0.92)
  })

  test('names a model wherever a response generated text', () => {
    const chats = COUNTED.filter(({ url }) => /chat\/completions|\/messages$|\/responses$|enerateContent/u.test(url))
    const nameless = chats.filter((exchange) => usageOf(exchange)?.model === 'unknown').map(({ url }) => url)

    expect(nameless).toEqual([])
  })

  test('never has more reasoning than output', () => {
    const odd = COUNTED.map(usageOf).filter((usage) => (usage?.reasoning ?? 0) > (usage?.output ?? 0))

    expect(odd).toEqual([])
  })
})
