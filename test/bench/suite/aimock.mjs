import { LLMock } from '@copilotkit/aimock'
import { afterAll } from 'vitest'

import { contentFor } from './answers.mjs'

const mock = new LLMock({ port: 0 })
mock.onMessage(/^Question/, (request) => ({ content: contentFor(request) }))
await mock.start()
// Before a test file makes its client.
process.env.OPENAI_BASE_URL = `${mock.url}/v1`
afterAll(() => mock.stop())
