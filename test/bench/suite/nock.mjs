import nock from 'nock'
import { afterAll } from 'vitest'

import { answerTo } from './answers.mjs'

nock.disableNetConnect()
nock('https://api.openai.com')
  .persist()
  .post('/v1/chat/completions')
  .reply(200, async (request) => answerTo(await request.json()), { 'content-type': 'application/json' })
afterAll(() => nock.restore())
