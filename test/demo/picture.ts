// Draws docs/summary.svg, the picture in the README: node test/demo/picture.ts, after a build. It shows the
// summary of a real run.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { createVitestProject } from '../helpers/projects/vitest-project.ts'
import { startProviderServer } from '../helpers/servers/provider-server.ts'
import { drawTerminal } from './draw-terminal.ts'

const PICTURE = join(import.meta.dirname, '../../docs/summary.svg')

// One server answers for both providers, under two names of this machine.
const CONFIG = `import { defineConfig } from 'rewind'
export default defineConfig({
  hosts: [
    { host: \`127.0.0.1:\${process.env.PROVIDER_PORT}\`, provider: 'openai' },
    { host: \`localhost:\${process.env.PROVIDER_PORT}\`, provider: 'anthropic' },
  ],
})
`
const SUITE = `import Anthropic from '@anthropic-ai/sdk'
import OpenAI from 'openai'
import { test } from 'vitest'
const port = process.env.PROVIDER_PORT
const openai = new OpenAI({ baseURL: \`http://127.0.0.1:\${port}/v1\` })
const anthropic = new Anthropic({ baseURL: \`http://localhost:\${port}\` })
const report = 'Revenue grew by twelve percent in the second quarter, led by subscriptions. '
test.concurrent.each(Array.from({ length: 19 }, (_, number) => number))('classifies ticket %i', async (number) => {
  await openai.chat.completions.create({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: \`Ticket \${number}: \${'my invoice shows the wrong address. '.repeat(20 + number)}\` }] })
})
test.concurrent.each(Array.from({ length: 12 }, (_, number) => number))('summarizes page %i', async (number) => {
  const content = \`Summarize page \${number}: \${report.repeat(60 + number)}\`
  await anthropic.messages.create({ model: 'claude-sonnet-4-5', max_tokens: 1000, messages: [{ role: 'user', content }] })
})
`

/**
 * Records a suite, replays it in strict mode, and draws the summary that rewind printed.
 *
 * @returns an SVG picture
 */
export async function drawSummary(): Promise<string> {
  await using server = await startProviderServer({ msBetweenChunks: 1 })
  await using project = createVitestProject({ 'rewind.config.ts': CONFIG, 'test/summary.test.ts': SUITE })
  const variables = {
    PROVIDER_PORT: String(server.port),
    OPENAI_API_KEY: 'sk-picture-0123456789abcdef',
    ANTHROPIC_API_KEY: 'sk-ant-picture-0123456789abcdef',
  }
  await project.vitest(['run'], variables)
  await server.close()
  const { stdout } = await project.vitest(['run'], { ...variables, CI: 'true', NO_COLOR: '', FORCE_COLOR: '1' })
  // oxlint-disable-next-line no-control-regex -- escape codes begin with a control character
  return drawTerminal(stdout.slice(stdout.search(/(?:\u001b\[1m)? rewind {3}/u)))
}

if (import.meta.main) {
  mkdirSync(dirname(PICTURE), { recursive: true })
  writeFileSync(PICTURE, await drawSummary())
}
