// What the tests of a measured suite ask, and what they are answered: the same for every contender.
const WORDS = 'the model answers every question of the test with the same words as on the day it was recorded '
const MODEL = 'gpt-4o-mini'

/** What is sent by one call of one test: 2 kB of JSON. */
export function requestOf(file, test, call) {
  const question = `Question ${call} of test ${test} in file ${file}: ${WORDS.repeat(9)}`
  return {
    model: MODEL,
    temperature: 0.2,
    messages: [
      { role: 'system', content: WORDS.repeat(10) },
      { role: 'user', content: question },
    ],
  }
}

/** What the model says to a request. */
export function contentFor(request) {
  return `Answer to: ${request.messages.at(-1).content.slice(0, 60)} ${WORDS.repeat(28)}`
}

/** What the provider sends: 3 kB of JSON. */
export function answerTo(request) {
  const message = { role: 'assistant', content: contentFor(request), refusal: null }
  const usage = { prompt_tokens: 500, completion_tokens: 600, total_tokens: 1100 }
  const choices = [{ index: 0, message, logprobs: null, finish_reason: 'stop' }]
  return JSON.stringify({
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1763856000,
    model: MODEL,
    choices,
    usage,
  })
}
