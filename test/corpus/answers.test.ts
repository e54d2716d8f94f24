import { expect, test } from 'vitest'

import type { Answer } from '../../src/answers/answer.ts'
import { compareAnswers } from '../../src/answers/compare/compare-answers.ts'
import { readAnswer, readMedia, type AnswerSource } from '../../src/answers/read-answer.ts'
import { readCorpus } from '../helpers/corpus.ts'
import type { Exchange } from '../helpers/samples/exchange.ts'

const corpus = readCorpus()

function sourceOf(exchange: Exchange): AnswerSource {
  return {
    request: { url: exchange.url, headers: exchange.requestHeaders, body: exchange.requestBody },
    response: { status: exchange.status, headers: exchange.responseHeaders, body: exchange.responseBody },
  }
}

function answerOf(exchange: Exchange): Answer {
  return readAnswer(sourceOf(exchange))
}

test('every exchange gives an answer that is plain JSON and equal to itself', () => {
  for (const exchange of corpus) {
    const answer = answerOf(exchange)
    expect(JSON.parse(JSON.stringify(answer)), exchange.id).toStrictEqual(answer)
    expect(compareAnswers(answer, answer), exchange.id).toEqual([])
  }
})

test('what models said is never raw data: only lists, files, batches, counts and the like are', () => {
  const raw = corpus.filter((exchange) => {
    const answer = answerOf(exchange)
    return answer.error === undefined && answer.parts.some((part) => part.kind === 'data')
  })
  const paths = raw.map(({ url }) => new URL(url).pathname)
  expect(paths.filter((path) => !ADMINISTRATION.test(path))).toEqual([])
})

// Paths at which no model answers.
const ADMINISTRATION =
  /files|count[-_]?tokens|input_tokens|upload|[sS]tores|models\/?$|api\/models|batch(?:es)?|conversations|cached|specs|instances|parsing|assistants|threads|client_secrets|resolve|operations|LongRunning|videos|fine_tuning/iu

test('every error status gives the words of the error', () => {
  const failed = corpus.filter(({ status }) => status >= 400)
  expect(failed.length).toBeGreaterThan(30)
  for (const exchange of failed) expect(answerOf(exchange).error?.message, exchange.id).toMatch(/\w/u)
})

test('the bytes of every medium are found by its digest', () => {
  const media = corpus.flatMap((exchange) => {
    const files = readMedia(sourceOf(exchange))
    return answerOf(exchange).parts.flatMap((part) =>
      part.kind === 'media' && part.sha256 !== undefined ? [files.get(part.sha256)?.bytes.length === part.size] : [],
    )
  })
  expect(media).toEqual([true, true, true, true])
})
