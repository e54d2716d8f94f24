import type { ProviderServer } from '../servers/provider-server.ts'

/** A key that no scanner and no redaction may miss. */
const TEST_KEY = 'sk-test-4f9c2a7b1e8d4c6f9a0b'

/** Adds the test's server to the LLM hosts. The variable stays the same when the server is gone. */
export const SERVER_CONFIG = `import { defineConfig } from 'rewind'
export default defineConfig({ hosts: [{ host: process.env.PROVIDER_HOST!, provider: 'openai' }] })
`

/** Gives a test file \`ask(prompt)\`: one chat call of the real OpenAI SDK. */
export const ASK = `import OpenAI from 'openai'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { configure, savings } from 'rewind'
const openai = new OpenAI({ baseURL: \`http://\${process.env.PROVIDER_HOST}/v1\`, dangerouslyAllowBrowser: true })
async function ask(content: string): Promise<string> {
  const answer = await openai.chat.completions.create({ model: 'gpt-4o-mini', messages: [{ role: 'user', content }] })
  return answer.choices[0]?.message.content ?? ''
}
`

/**
 * Gives the variables that point a project to a provider server.
 *
 * @param server - the server, running or closed
 * @param more - further variables
 * @returns variables for a child process
 */
export function variablesFor(
  server: ProviderServer,
  more: Readonly<Record<string, string>> = {},
): Record<string, string> {
  return { PROVIDER_HOST: `127.0.0.1:${server.port}`, OPENAI_API_KEY: TEST_KEY, ...more }
}

/** Lists the prompts of a cassette in their order; the answers refer to what was said. */
export function promptsIn(cassette: string): readonly string[] {
  return [...cassette.matchAll(/^ +content: (?!"?\$answer)(.*)$/gm)].map(([, prompt = '']) => prompt)
}
