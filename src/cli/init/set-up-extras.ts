import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { parseJson } from '../../text/decode/parse-json.ts'
import { relativePath } from '../../text/relative-path.ts'
import { isRecord } from '../../text/unknown/is-record.ts'
import type { Project } from '../project.ts'
import type { SetUpName } from './set-up-runner.ts'
import type { Change, Step } from './step.ts'

const SCHEMA = './node_modules/rewind/cassette.schema.json'

/** Tells VS Code which schema cassettes have. */
export function setUpEditor(project: Project): Step {
  const file = '.vscode/settings.json'
  const folder = relativePath(project.root, project.cassettes())
  return {
    file,
    what: 'the schema of cassettes',
    change: editSettings(join(project.root, file), `${folder}/**/*.yaml`),
  }
}

function editSettings(path: string, glob: string): Change {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
  const settings = text.trim() === '' ? {} : parseJson(text)
  const remedy = `"yaml.schemas": { "${SCHEMA}": "${glob}" }`
  if (!isRecord(settings)) return { kind: 'by-hand', why: 'it has comments, which would be lost', remedy }
  const schemas = isRecord(settings['yaml.schemas']) ? settings['yaml.schemas'] : {}
  if (schemas[SCHEMA] !== undefined) return { kind: 'same' }
  const edited = { ...settings, 'yaml.schemas': { ...schemas, [SCHEMA]: glob } }
  return { kind: 'write', content: `${JSON.stringify(edited, undefined, 2)}\n`, isNew: text === '' }
}

/** Adds a job to CI that checks the recordings, and shows in a pull request what changed in them. */
export function setUpCi({ root }: Project, runner: SetUpName): Step {
  const file = '.github/workflows/rewind.yml'
  const change: Change = existsSync(join(root, file))
    ? { kind: 'same' }
    : { kind: 'write', content: workflowFor(runner), isNew: true }
  return { file, what: 'a job that runs the tests in strict and comments what changed', change }
}

const TESTS: Readonly<Record<SetUpName, string>> = {
  vitest: 'npx vitest run',
  jest: 'npx jest --ci',
  mocha: 'npx mocha',
  'node-test': 'npm test',
}

function workflowFor(runner: SetUpName): string {
  return `name: rewind
on: pull_request
permissions:
  contents: read
  pull-requests: write
jobs:
  rewind:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0
      - uses: actions/setup-node@v4
        with:
          node-version: 24
      - run: npm ci
      - run: npx rewind verify
      - run: ${TESTS[runner]}
      - if: always()
        env:
          GH_TOKEN: \${{ github.token }}
          BASE: \${{ github.event.pull_request.base.sha }}
          NUMBER: \${{ github.event.pull_request.number }}
        run: |
          npx rewind diff --markdown "$BASE...HEAD" > rewind.md
          gh pr comment "$NUMBER" --body-file rewind.md --edit-last --create-if-none
`
}
