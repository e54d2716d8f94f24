import type { Answer } from '../../answers/answer.ts'
import { compareAnswers } from '../../answers/compare/compare-answers.ts'
import { differencesOf } from '../../answers/compare/compare-values.ts'
import { withoutVolatile } from '../../answers/compare/volatile.ts'
import { readAnswer } from '../../answers/read-answer.ts'
import type { Call, RecordedRequest, Usage } from '../../cassette/call.ts'
import type { Cassette } from '../../cassette/cassette.ts'
import type { Price } from '../../providers/prices/prices.ts'
import { decodeUtf8 } from '../../text/decode/decode-utf8.ts'
import { parseJson } from '../../text/decode/parse-json.ts'
import type { BeforeAfter, DiffedCall, Difference } from '../json-reports.ts'
import { pairCalls, type CallPair } from './pair-calls.ts'

/**
 * Compares two states of a cassette.
 *
 * @param before - undefined where it was not there
 * @param after - undefined where it is gone
 */
export function compareCassettes(
  file: string,
  { before, after }: BeforeAfter<Cassette | undefined>,
  price: Price,
): readonly DiffedCall[] {
  const test = (after ?? before)?.header.test ?? ''
  return pairCalls(before?.entries ?? [], after?.entries ?? []).flatMap((pair) => {
    const diffed = comparePair(pair, price)
    return diffed === undefined ? [] : [{ file, test, ...diffed }]
  })
}

function comparePair({ before, after }: CallPair, price: Price): Omit<DiffedCall, 'file' | 'test'> | undefined {
  const calls = { before: before?.call(), after: after?.call() }
  const what = compareCalls(calls)
  const change = changeOf(calls, what.request.length + what.answer.length)
  if (change === 'moved' && before?.number === after?.number) return undefined
  return { call: (after ?? before)?.number ?? 0, change, ...what, ...compareUsage(calls, price) }
}

function compareCalls({ before, after }: BeforeAfter<Call | undefined>): Pick<DiffedCall, 'request' | 'answer'> {
  return {
    request: plainDifferences([
      ...compareRequests(before?.request, after?.request),
      ...differencesOf('sent', sentOf(before), sentOf(after)),
    ]),
    answer: plainDifferences(compareAnswers(answerOf(before), answerOf(after))),
  }
}

function compareUsage(
  calls: BeforeAfter<Call | undefined>,
  price: Price,
): Pick<DiffedCall, 'model' | 'tokens' | 'usd'> {
  const [before, after] = [calls.before?.usage, calls.after?.usage]
  return {
    model: { before: before?.model ?? null, after: after?.model ?? null },
    tokens: { before: tokensOf(before), after: tokensOf(after) },
    usd: { before: priceOf(before, price), after: priceOf(after, price) },
  }
}

function changeOf({ before, after }: BeforeAfter<Call | undefined>, differences: number): DiffedCall['change'] {
  if (before === undefined) return 'added'
  if (after === undefined) return 'removed'
  return differences === 0 ? 'moved' : 'changed'
}

const NOTHING: Answer = { parts: [] }

function answerOf(call: Call | undefined): Answer {
  return call === undefined ? NOTHING : readAnswer(call)
}

function compareRequests(
  before: RecordedRequest | undefined,
  after: RecordedRequest | undefined,
): readonly Difference[] {
  return [
    ...differencesOf('method', before?.method, after?.method),
    ...differencesOf('url', before?.url, after?.url),
    ...compareBodies(before, after),
  ]
}

function compareBodies(before: RecordedRequest | undefined, after: RecordedRequest | undefined): readonly Difference[] {
  const [older, newer] = [bodyOf(before), bodyOf(after)]
  const isJson = typeof older !== 'string' && typeof newer !== 'string'
  return differencesOf(isJson ? '$' : 'body', older, newer)
}

function bodyOf(request: RecordedRequest | undefined): unknown {
  if (request === undefined || request.body.length === 0) return undefined
  const text = decodeUtf8(request.body)
  if (text === undefined) return `${request.body.length} bytes`
  return parseJson(text) ?? text
}

// What the client of a WebSocket session said, without what it makes up for every message.
function sentOf(call: Call | undefined): unknown {
  const messages = call?.response.socket?.messages.filter(({ from }) => from === 'client')
  return messages?.map(({ data }) => {
    if (typeof data !== 'string') return `${data.byteLength} bytes`
    return withoutVolatile(parseJson(data) ?? data)
  })
}

// Without the entries that are undefined: they are not JSON.
function plainDifferences(differences: readonly Difference[]): readonly Difference[] {
  return differences.map(({ path, before, after }) => ({
    path,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  }))
}

function tokensOf(usage: Usage | undefined): DiffedCall['tokens']['before'] {
  return usage === undefined ? null : { input: usage.input ?? 0, output: usage.output ?? 0 }
}

function priceOf(usage: Usage | undefined, price: Price): number | null {
  return usage === undefined ? null : (price(usage) ?? null)
}
