import { expect, test } from 'vitest'

import { readAnswer } from '../../src/answers/read-answer.ts'
import { extractUsage } from '../../src/providers/usage/extract-usage.ts'
import type { Exchange } from '../helpers/samples/exchange.ts'
import { PROVIDER_EXCHANGES } from './provider-exchanges.ts'
import { recordTwice } from './record-twice.ts'
import { replayExchanges } from './replay-exchanges.ts'

const EXCHANGES = PROVIDER_EXCHANGES.map(({ exchange }) => exchange)

function sourceOf({ url, requestHeaders, requestBody, responseHeaders, responseBody }: Exchange) {
  return {
    url,
    request: { url, method: 'POST', headers: requestHeaders, body: requestBody },
    response: { status: 200, headers: responseHeaders, body: responseBody },
  }
}

test('every format of every provider is replayed as the wire had it: status, kept headers, bytes and pieces', async () => {
  const replayed = await replayExchanges(EXCHANGES)

  expect(replayed).toHaveLength(EXCHANGES.length * 3)
  expect(replayed.filter(({ differences }) => differences.length > 0)).toEqual([])
})

test('every format, recorded twice, gives the same files apart from the times', async () => {
  const [first, second] = await recordTwice(EXCHANGES)

  expect(first).toHaveLength(EXCHANGES.length)
  expect(second).toEqual(first)
})

test('every format gives back the words of its answer', () => {
  const said = PROVIDER_EXCHANGES.map(({ exchange }) => {
    const { parts } = readAnswer(sourceOf(exchange))
    return parts.flatMap((part) => (part.kind === 'text' ? [part.text] : [])).join('')
  })

  expect(said).toEqual(PROVIDER_EXCHANGES.map(({ text }) => text ?? ''))
})

test('every format that counts its tokens is counted', () => {
  const counted = PROVIDER_EXCHANGES.filter(({ output }) => output !== undefined)

  expect(counted.map(({ exchange }) => extractUsage(sourceOf(exchange))?.output)).toEqual(
    counted.map(({ output }) => output),
  )
  expect(counted.length).toBeGreaterThan(10)
})
