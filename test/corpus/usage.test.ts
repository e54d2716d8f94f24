import { describe, expect, test } from 'vitest'

import type { Usage } from '../../src/cassette/call.ts'
import { createHostMatcher } from '../../src/providers/host-matcher.ts'
import { loadPrices } from '../../src/providers/prices/prices.ts'
import { extractUsage } from '../../src/providers/usage/extract-usage.ts'
import { readCorpus } from '../helpers/corpus.ts'
import type { Exchange } from '../helpers/samples/exchange.ts'

const CORPUS = readCorpus()
const COUNTED = CORPUS.filter((exchange) => exchange.rawUsage !== null)
const EXTRACTED = COUNTED.flatMap((exchange) => {
  const usage = usageOf(exchange)
  return usage === undefined ? [] : [{ exchange, usage }]
})
const price = await loadPrices({})
const hosts = createHostMatcher([])

function usageOf(exchange: Exchange) {
  return extractUsage({
    url: exchange.url,
    request: { method: exchange.method, headers: exchange.requestHeaders, body: exchange.requestBody },
    response: { status: exchange.status, headers: exchange.responseHeaders, body: exchange.responseBody },
  })
}

function count(raw: unknown, name: string): number | undefined {
  const value =
    typeof raw === 'object' && raw !== null ? Object.entries(raw).find(([key]) => key === name)?.[1] : undefined
  return typeof value === 'number' ? value : undefined
}

function total(raw: unknown, names: readonly string[]): number | undefined {
  const found = names.map((name) => count(raw, name)).filter((value) => value !== undefined)
  return found.length === 0 ? undefined : found.reduce((sum, value) => sum + value, 0)
}

// What a person reads off the usage that was found by hand: the first of these that is there.
function expectedInput(raw: Exchange['rawUsage']): number | undefined {
  return (
    count(raw, 'prompt_tokens') ??
    count(raw?.['billed_units'], 'input_tokens') ??
    total(raw, ['input_tokens', 'cache_read_input_tokens', 'cache_creation_input_tokens']) ??
    total(raw, ['promptTokenCount', 'toolUsePromptTokenCount']) ??
    total(raw, ['total_input_tokens', 'total_tool_use_tokens']) ??
    count(raw, 'inputTokens') ??
    count(raw, 'prompt_eval_count') ??
    count(raw, 'inputTextTokenCount') ??
    count(raw, 'total_tokens') ??
    count(raw, 'totalTokenCount')
  )
}

function expectedOutput(raw: Exchange['rawUsage']): number | undefined {
  return (
    expectedCompletion(raw) ??
    count(raw?.['billed_units'], 'output_tokens') ??
    count(raw, 'output_tokens') ??
    total(raw, ['candidatesTokenCount', 'thoughtsTokenCount']) ??
    total(raw, ['total_output_tokens', 'total_thought_tokens']) ??
    count(raw, 'outputTokens') ??
    count(raw, 'eval_count')
  )
}

// xAI leaves reasoning out of the completion; its total has it.
function expectedCompletion(raw: Exchange['rawUsage']): number | undefined {
  const visible = count(raw, 'completion_tokens')
  if (visible === undefined) return undefined
  const all = visible + (count(raw?.['completion_tokens_details'], 'reasoning_tokens') ?? 0)
  return count(raw, 'total_tokens') === (count(raw, 'prompt_tokens') ?? 0) + all ? all : visible
}

function tally(names: readonly string[]): Readonly<Record<string, number>> {
  return Object.fromEntries([...Map.groupBy(names.toSorted(), (name) => name)].map(([name, all]) => [name, all.length]))
}

function isRecordedByDefault({ url }: Exchange): boolean {
  return hosts.find(new URL(url)) !== undefined
}

function nameOf({ provider, model }: Usage): string {
  return `${provider} ${model}`
}

describe('usage of the corpus', () => {
  test('is missing only where nothing was generated', () => {
    const misses = COUNTED.filter((exchange) => usageOf(exchange) === undefined)

    expect(
      tally(
        misses.map(
          ({ provider, method, url }) =>
            `${provider} ${method} ${new URL(url).pathname.replaceAll(/[a-z0-9]{12,}/gu, '…')}`,
        ),
      ),
    ).toEqual({
      'bedrock POST /guardrail/…/version/1/apply': 1,
      'gemini PATCH /v1beta/cachedContents/…': 1,
    })
    expect(EXTRACTED.length / COUNTED.length).toBeGreaterThan(0.98)
  })

  test('has the input and output that the response itself counted', () => {
    const wrong = EXTRACTED.filter(
      ({ exchange, usage }) =>
        usage.input !== expectedInput(exchange.rawUsage) ||
        (usage.output ?? 0) !== (expectedOutput(exchange.rawUsage) ?? 0),
    )

    // The usage found by hand leaves out the output of Titan models.
    expect(wrong.map(({ usage }) => nameOf(usage))).toEqual([
      'bedrock amazon.titan-text-lite-v1',
      'bedrock amazon.titan-text-express-v1',
    ])
  })

  test('names a model wherever a response generated text', () => {
    const chats = EXTRACTED.filter(({ exchange }) =>
      /chat\/completions|\/messages$|\/responses$|enerateContent|converse|invoke/u.test(exchange.url),
    )

    expect(chats.length).toBeGreaterThan(110)
    expect(chats.filter(({ usage }) => usage.model === 'unknown').map(({ exchange }) => exchange.url)).toEqual([])
  })

  test('never has more reasoning than output', () => {
    expect(EXTRACTED.filter(({ usage }) => (usage.reasoning ?? 0) > (usage.output ?? 0))).toEqual([])
  })
})

describe('prices of the corpus', () => {
  test('are known for nine of ten calls to the hosts that are recorded by default', () => {
    const theirs = EXTRACTED.filter(({ exchange }) => isRecordedByDefault(exchange))
    const unpriced = theirs.filter(({ usage }) => price(usage) === undefined)

    expect(tally(unpriced.map(({ usage }) => nameOf(usage)))).toEqual({
      'azure embed-english-v3.0': 1,
      // It counts more cached tokens than tokens.
      'azure grok-4-1-fast-non-reasoning': 1,
      'cohere rerank-english-v2.0': 1,
      'groq groq/compound': 1,
      'huggingface meta-llama/Llama-3.1-8B-Instruct:featherless-ai': 3,
      'huggingface meta-llama/Meta-Llama-3.1-8B:featherless-ai': 1,
      'mistral mistral-moderation-2603': 4,
      'openai davinci:2023-07-21-v2': 2,
      'together Qwen/Qwen2.5-72B-Instruct-Turbo': 1,
    })
    expect(1 - unpriced.length / theirs.length).toBeGreaterThanOrEqual(0.9)
  })

  test('are not known for subscriptions and unknown providers, at other hosts', () => {
    const others = EXTRACTED.filter(
      ({ exchange, usage }) => !isRecordedByDefault(exchange) && price(usage) === undefined,
    )

    expect(tally(others.map(({ usage }) => usage.provider))).toEqual({
      'ollama-cloud': 3,
      unknown: 2,
    })
  })
})
