// The projects in `examples`. After a change of the cassette format: npm run build && node test/docs/examples.ts
import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

import { createJestProject } from '../helpers/projects/jest-project.ts'
import { createVitestProject, type VitestProject } from '../helpers/projects/vitest-project.ts'
import type { Finished } from '../helpers/run-process.ts'
import { OPENAI_KEY, startOpenAIHost } from '../helpers/servers/openai-host.ts'

/** An example, in a folder of its own. */
export interface Example extends AsyncDisposable {
  readonly root: string
  run(variables: Readonly<Record<string, string>>): Promise<Finished>
}

const EXAMPLES = ['vitest', 'jest'] as const
export type ExampleName = (typeof EXAMPLES)[number]

const FOLDER = join(import.meta.dirname, '../../examples')

/** Gives the texts of an example by path, without what was installed. */
export function filesOfExample(name: ExampleName): Readonly<Record<string, string>> {
  const folder = join(FOLDER, name)
  const files = readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.includes(`${sep}node_modules${sep}`) && !path.includes(`${sep}.rewind${sep}`))
  return Object.fromEntries(
    files.map((path) => [relative(folder, path).split(sep).join('/'), readFileSync(path, 'utf8')]),
  )
}

/** Copies an example, with the package as it is built. */
export function openExample(name: ExampleName): Example {
  const files = filesOfExample(name)
  if (name === 'jest') {
    const project = createJestProject(files)
    return exampleIn(project, (variables) => project.jest(['--config', 'jest.config.js'], variables))
  }
  const project = createVitestProject(files)
  return exampleIn(project, (variables) => project.vitest(['run'], variables))
}

function exampleIn(project: VitestProject, run: Example['run']): Example {
  return { root: project.root, run, [Symbol.asyncDispose]: () => project[Symbol.asyncDispose]() }
}

async function recordExample(name: ExampleName): Promise<void> {
  await using host = await startOpenAIHost()
  await using example = openExample(name)
  rmSync(join(example.root, 'cassettes'), { recursive: true, force: true })
  const { exitCode, output } = await example.run(host.variables(OPENAI_KEY))
  if (exitCode !== 0) throw new Error(output)
  rmSync(join(FOLDER, name, 'cassettes'), { recursive: true, force: true })
  cpSync(join(example.root, 'cassettes'), join(FOLDER, name, 'cassettes'), { recursive: true })
}

if (import.meta.main) for (const name of EXAMPLES) await recordExample(name)
