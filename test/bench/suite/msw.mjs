import { http, HttpResponse } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll } from 'vitest'

import { answerTo } from './answers.mjs'

const answers = http.post('https://api.openai.com/v1/chat/completions', async ({ request }) => {
  return new HttpResponse(answerTo(await request.json()), { headers: { 'content-type': 'application/json' } })
})
const server = setupServer(answers)
beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
afterEach(() => server.resetHandlers())
afterAll(() => server.close())
