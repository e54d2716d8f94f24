// Draws docs/session-80.svg and docs/session-120.svg, the picture of a day's work: node test/demo/session.ts, after a
// build. Everything in it was printed by real runs in a pseudo-terminal, which `script` of util-linux makes.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { createVitestProject } from '../helpers/projects/vitest-project.ts'
import { runProcess } from '../helpers/run-process.ts'
import { createCertificate } from '../helpers/servers/certificates.ts'
import { startProviderServer } from '../helpers/servers/provider-server.ts'
import { drawTerminal } from './draw-terminal.ts'

const DOCS = join(import.meta.dirname, '../../docs')
const PRELOAD = pathToFileURL(join(import.meta.dirname, '../helpers/loopback-network.mjs')).href
export const WIDTHS = [80, 120] as const

const SUITE = `import OpenAI from 'openai'
import { expect, test } from 'vitest'

const openai = new OpenAI()

test('greets', async () => {
  const answer = await openai.chat.completions.create({
    model: 'gpt-4o-mini',
    messages: [{ role: 'user', content: 'Say hello to Ann, in one short sentence.' }],
  })
  expect(answer.choices[0]?.message.content).toContain('hello')
})
`
// Vitest redraws what runs unless it is told not to.
const CONFIG = `import { defineConfig } from 'vitest/config'
export default defineConfig({ test: { setupFiles: ['rewind/vitest'], reporters: [['default', { summary: false }], 'rewind/reporter'] } })
`

interface Step {
  readonly command: string
  readonly effect: string
}

const STEPS: readonly Step[] = [
  { command: 'npx vitest run', effect: 'a new test: its call goes to the model, and is recorded' },
  { command: "sed -i 's/Ann/Anna/' greet.test.ts; npx vitest run", effect: 'the prompt changes: nothing is sent' },
  { command: 'npx rewind update greet.test.ts -t "greets"', effect: 'the change is meant: it is recorded' },
  {
    command: `sed -i "s/'greets'/'greets politely'/" greet.test.ts; npx vitest run`,
    effect: 'the test is renamed: its cassette follows',
  },
]

/**
 * Records, changes, accepts and renames, in a terminal.
 *
 * @param columns - of the terminal
 * @returns what it shows, with the escape codes of colours
 */
export async function runSession(columns: number): Promise<string> {
  using certificate = await createCertificate(['api.openai.com'])
  await using server = await startProviderServer({ tls: certificate })
  await using project = createVitestProject({ 'greet.test.ts': SUITE, 'vitest.config.ts': CONFIG })
  const variables = {
    NODE_OPTIONS: `--import=${PRELOAD}`,
    NODE_EXTRA_CA_CERTS: certificate.caFile,
    LOOPBACK_HOSTS: JSON.stringify({ 'api.openai.com:443': server.port }),
    OPENAI_API_KEY: 'sk-picture-0123456789abcdef',
    TERM: 'xterm-256color',
    SHELL: '/bin/sh',
    PATH: `${join(process.execPath, '..')}:${process.env['PATH'] ?? ''}`,
  }
  const shown: string[] = []
  for (const { command, effect } of STEPS) {
    const real = command
      .replace('npx vitest', 'node node_modules/vitest/vitest.mjs')
      .replace('npx rewind', 'node node_modules/rewind/dist/cli.js')
    const { stdout } = await runProcess(
      'script',
      ['-qec', `unset NO_COLOR; stty cols ${columns} rows 50; ${real}`, '/dev/null'],
      {
        cwd: project.root,
        variables,
      },
    )
    shown.push(
      `\u001B[2m# ${effect}\u001B[22m\n\u001B[1m$ ${command}\u001B[22m`,
      wrapLines(tidy(stdout, project.root), columns),
    )
  }
  return shown.join('\n\n')
}

// What moves a cursor or sets a title shows nothing by itself.
function tidy(output: string, root: string): string {
  return (
    output
      // oxlint-disable-next-line no-control-regex -- escape codes begin with a control character
      .replaceAll(/\u001b\[\??[\d;]*[A-HJKSTfhln]|\u001b\][^\u0007]*\u0007|\r/gu, '')
      .replaceAll(root, '~/app')
      // The line that Vitest draws is in few fonts.
      .replaceAll('⎯', '─')
      .replaceAll(/\n{3,}/gu, '\n\n')
      .replaceAll(/^\n+|\s+$/gu, '')
  )
}

// As the terminal does; escape codes take no column.
function wrapLines(text: string, columns: number): string {
  return text
    .split('\n')
    .map((line) => {
      let column = 0
      // oxlint-disable-next-line no-control-regex -- escape codes begin with a control character
      return line.replaceAll(/\u001b\[[\d;]*m|./gu, (part) => {
        if (part.length > 1) return part
        column += 1
        return column > columns && (column - 1) % columns === 0 ? `\n${part}` : part
      })
    })
    .join('\n')
}

/** Says what the picture of a session shows, for those who do not see it. */
export function describeSession(columns: number): string {
  return `A session in a terminal of ${columns} columns: a test is recorded, its prompt changes and the test fails, the change is recorded, and the test is renamed`
}

if (import.meta.main)
  for (const columns of WIDTHS)
    writeFileSync(
      join(DOCS, `session-${columns}.svg`),
      drawTerminal(await runSession(columns), describeSession(columns)),
    )
