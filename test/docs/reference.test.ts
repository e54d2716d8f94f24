import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import packageJson from '../../package.json' with { type: 'json' }

const REPOSITORY = join(import.meta.dirname, '../..')

/** How the code reads a variable of rewind's own, or names one that it reads. */
const VARIABLE = /(?:\b(?:env|variables)\[|\bvariable: |VARIABLE = )'(REWIND_\w+)'/g

/** The processes of a run set these for each other: nobody else does. */
const OF_A_RUN: ReadonlySet<string> = new Set(['REWIND_RUN', 'REWIND_REPORTS', 'REWIND_REPORTER'])

test('the page of options lists every environment variable that is read', () => {
  const page = read('docs/reference/options.md')
  const files = readdirSync(join(REPOSITORY, 'src'), { recursive: true, encoding: 'utf8' })
  const sources = files.filter((file) => /\.(?:c?ts|tsx)$/.test(file)).map((file) => read(`src/${file}`))
  const named = sources.flatMap((source) => [...source.matchAll(VARIABLE)].map(([, name = '']) => name))
  const variables = [...new Set(named)].filter((name) => !OF_A_RUN.has(name))

  expect(variables).toContain('REWIND_MODE')
  expect(variables).toContain('REWIND_REPORT')
  expect(variables.filter((name) => !page.includes(`| \`${name}\` |`))).toEqual([])
})

test('the page of the API lists every entry of the package', () => {
  const page = read('docs/reference/api.md')
  const entries = Object.keys(packageJson.exports).filter((path) => path !== './package.json')
  const missing = entries.filter((path) => !page.includes(`\`rewind${path.slice(1)}\``))

  expect(entries).toContain('./vitest')
  expect(missing).toEqual([])
})

test("the pages of the API and of errors list every value of the package's own entry", () => {
  const page = read('docs/reference/api.md') + read('docs/reference/errors.md')
  const [, list = ''] = /export const \{([^}]*)\} = engine/.exec(read('src/index.ts')) ?? []
  const names = list.split(',').map((name) => name.trim())
  const missing = names.filter((name) => name !== '' && !new RegExp(`\`${name}\\b`).test(page))

  expect(names).toContain('configure')
  expect(missing).toEqual([])
})

test('every document that the command line prints has an exported type, which its page lists', () => {
  const page = read('docs/reference/command-line.md')
  const sources = read('src/cli/json-reports.ts') + read('src/cli/help-report.ts')
  const types = [...sources.matchAll(/^export interface (\w+Report) /gm)].map(([, name = '']) => name)
  const library = read('src/bundles/library.ts')

  expect(types).toContain('ListReport')
  expect(types.filter((name) => !new RegExp(`\\b${name}[ ,]`).test(library))).toEqual([])
  expect(types.filter((name) => !page.includes(`\`${name}\``))).toEqual([])
})

function read(path: string): string {
  return readFileSync(join(REPOSITORY, path), 'utf8')
}
