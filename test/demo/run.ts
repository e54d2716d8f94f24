// The demo: `npm run demo`. Records a small suite against a provider server on loopback, replays it without one, and
// shows what a changed prompt does. The suite knows nothing of this: it calls the default hosts of both SDKs, and a
// preload leads those connections here, notes every one, and closes the rest of the network.
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { createVitestProject, type VitestProject } from '../helpers/projects/vitest-project.ts'
import type { Finished } from '../helpers/run-process.ts'
import { createCertificate } from '../helpers/servers/certificates.ts'
import { startProviderServer } from '../helpers/servers/provider-server.ts'

const SUITE = join(import.meta.dirname, 'suite')
const PRELOAD = pathToFileURL(join(import.meta.dirname, '../helpers/loopback-network.mjs')).href
const CONNECTIONS = 'connections.log'
const SHOWN_LINES = 30

process.exitCode = (await demonstrate()) ? 0 : 1

async function demonstrate(): Promise<boolean> {
  using certificate = await createCertificate(['api.openai.com', 'api.anthropic.com'])
  await using server = await startProviderServer({ tls: certificate, msBetweenChunks: 20 })
  await using project = createVitestProject({
    'chat.test.ts': suiteFile('chat.test.ts'),
    'vitest.config.ts': suiteFile('vitest.config.ts'),
  })
  const network = {
    NODE_OPTIONS: `--import=${PRELOAD}`,
    NODE_EXTRA_CA_CERTS: certificate.caFile,
    LOOPBACK_HOSTS: JSON.stringify({ 'api.openai.com:443': server.port, 'api.anthropic.com:443': server.port }),
    LOOPBACK_LOG: join(project.root, CONNECTIONS),
  }
  const run = async (variables: Readonly<Record<string, string>>): Promise<Run> => {
    writeFileSync(join(project.root, CONNECTIONS), '')
    const finished = await project.vitest(['run'], { ...network, ...variables })
    return { ...finished, connections: project.read(CONNECTIONS).split('\n').length - 1 }
  }

  say(
    '1  REWIND_MODE=record vitest run',
    'Three tests call OpenAI and Anthropic: one answer, one stream, one tool loop. Every call goes live and is recorded.',
  )
  const recorded = await run({
    REWIND_MODE: 'record',
    OPENAI_API_KEY: 'sk-demo-0123456789abcdef',
    ANTHROPIC_API_KEY: 'sk-ant-demo-0123456789abcdef',
  })
  show(recorded)

  await server.close()
  say(
    '2  CI=true vitest run',
    'The provider is gone and no key is set. In CI rewind is strict: everything comes from the cassettes.',
  )
  const replayed = await run({ CI: 'true' })
  show(replayed)

  say(
    '3  DEMO_NAME=Anna CI=true vitest run',
    'One word of one prompt has changed. The test fails, and says which word, and how to record it again.',
  )
  const changed = await run({ CI: 'true', DEMO_NAME: 'Anna' })
  show(changed)

  showCassette(project)
  return verdict([
    ['the recording passed, over real connections', recorded.exitCode === 0 && recorded.connections > 0],
    ['the replay passed, without a connection', replayed.exitCode === 0 && replayed.connections === 0],
    [
      'the changed prompt failed, without a connection',
      changed.exitCode === 1 && changed.connections === 0 && changed.output.includes('REWIND_DIVERGENCE'),
    ],
  ])
}

/** One run of the suite, with the connections that were attempted. */
interface Run extends Finished {
  readonly connections: number
}

function suiteFile(name: string): string {
  return readFileSync(join(SUITE, name), 'utf8')
}

function say(command: string, explanation: string): void {
  print(`\n${command}\n   ${explanation}\n\n`)
}

function show({ output, connections }: Run): void {
  const lines = output.split('\n').filter((line) => !/^\s*(?:Start at|Duration) /.test(line))
  const text = lines
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()
  print(`${text.replaceAll(/^(?=.)/gm, '   | ')}\n\n   connections to a provider: ${connections}\n`)
}

// The project goes with the demo; its cassettes stay, to be looked at.
function showCassette(project: VitestProject): void {
  const kept = mkdtempSync(join(tmpdir(), 'rewind-demo-'))
  cpSync(join(project.root, 'cassettes'), kept, { recursive: true })
  const [first] = project.list('cassettes').filter((path) => path.includes('greets'))
  if (first === undefined) return
  const lines = readFileSync(join(kept, first), 'utf8').trimEnd().split('\n')
  say(
    `4  ${join(kept, first)}`,
    'What step 1 wrote for the first test. In a project it is committed, and read in pull requests.',
  )
  print(
    `${lines
      .slice(0, SHOWN_LINES)
      .map((line) => `   | ${line}`)
      .join('\n')}\n`,
  )
  if (lines.length > SHOWN_LINES) print(`   | … ${lines.length - SHOWN_LINES} more lines\n`)
}

function verdict(claims: readonly (readonly [claim: string, holds: boolean])[]): boolean {
  print(`\n${claims.map(([claim, holds]) => `${holds ? 'yes' : 'NO '}  ${claim}`).join('\n')}\n`)
  return claims.every(([, holds]) => holds)
}

function print(text: string): void {
  process.stdout.write(text)
}
