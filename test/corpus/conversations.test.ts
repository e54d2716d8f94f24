import { expect, test } from 'vitest'

import { readConversation } from '../../src/answers/read-conversation.ts'
import { readCorpus } from '../helpers/corpus.ts'

test('every request of the corpus that asks a model something gives its words', () => {
  const silent = readCorpus().filter((exchange) => {
    const { messages } = readConversation({ headers: exchange.requestHeaders, body: exchange.requestBody })
    return exchange.requestBody.length > 0 && messages.length === 0
  })
  const asking = silent.filter(
    ({ url }) =>
      !/batches|[sS]tores|realtime|assistants|conversations|files|cachedContents|guardrail|compact$/u.test(url),
  )
  expect(asking.map(({ url }) => url)).toEqual([])
})
