import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'

import { COMMANDS } from '../../src/cli/commands.ts'
import { loadConfigFile } from '../../src/options/config/config-file.ts'
import { OPTION_NAMES } from '../../src/options/option-names.ts'
import { isJsonObject, parseJson } from '../helpers/json-value.ts'
import { createVitestProject } from '../helpers/projects/vitest-project.ts'
import { runProcess } from '../helpers/run-process.ts'
import { blocksOf, fileOf, readPages, type Block } from './blocks.ts'
import { SHOWN } from './shown.ts'

const REPOSITORY = join(import.meta.dirname, '../..')
const PAGES = readPages()
const BLOCKS = PAGES.flatMap(blocksOf)

const isCode = ({ language }: Block): boolean => language === 'ts' || language === 'js'
/** Checked by `contributing.test.ts`. */
const isMapOfSources = ({ page, language }: Block): boolean => page === 'CONTRIBUTING.md' && language === 'text'
const placeOf = ({ page, line }: Block): string => `${page}:${line}`

/** Programs that a reader is told to run, and what of the line is checked. */
const PROGRAMS: Readonly<Record<string, (words: readonly string[]) => boolean>> = {
  vitest: () => true,
  jest: () => true,
  git: () => true,
  rewind: ([command = '']) => COMMANDS.some(({ name }) => name === command),
  cd: ([folder = '']) => existsSync(join(REPOSITORY, folder)),
  // A file of the repository, or an entry of the package that is loaded before the reader's own files.
  node: (words) => words.some((word) => existsSync(join(REPOSITORY, word)) || ENTRIES.has(word)),
  mocha: () => true,
  npm: ([command = '', name = '']) => (command === 'run' ? SCRIPTS.has(name) : NPM_COMMANDS.has(command)),
}
const NPM_COMMANDS = new Set(['ci', 'pack', 'install', 'test'])
const ENTRIES = new Set(Object.keys(Object(fieldOfPackage('exports'))).map((path) => path.replace('.', 'rewind')))
const SCRIPTS = new Set(Object.keys(Object(fieldOfPackage('scripts'))))

function fieldOfPackage(name: string): unknown {
  const manifest = parseJson(readFileSync(join(REPOSITORY, 'package.json'), 'utf8'))
  return isJsonObject(manifest) ? manifest[name] : undefined
}

/** The commands of a block, without variables and comments. */
function commandsOf(block: Block): readonly string[] {
  return block.text
    .split('\n')
    .flatMap((line) => line.replace(/ *(?:^| )#.*$/, '').split(' && '))
    .map((command) => command.replace(/^(?:[A-Z_]+=\S* )+/, '').replace(/^npx /, ''))
    .filter((command) => command !== '')
}

/** That page is made of what runs print: `messages.test.ts`. */
function isMessage(block: Block): boolean {
  return placeOf(block).startsWith('docs/reference/messages.md:')
}

describe('every block of the documentation', () => {
  test('is of a kind that is checked, or a test makes it happen', () => {
    const known = new Set<string>(Object.values(SHOWN).map(placeOf))
    const kinds = new Set(['ts', 'js', 'json', 'yaml', 'sh'])
    const unknown = BLOCKS.filter(
      (block) =>
        !known.has(placeOf(block)) && !kinds.has(block.language) && !isMapOfSources(block) && !isMessage(block),
    )

    expect(unknown.map(placeOf)).toEqual([])
    expect(BLOCKS.length).toBeGreaterThan(20)
  })

  test('of code has the types it needs', async () => {
    await using project = createVitestProject({})
    for (const [index, block] of BLOCKS.filter(isCode).entries())
      project.write(`blocks/${index}/${fileOf(block) ?? `script.${block.language}`}`, block.text)
    project.write('tsconfig.json', TSCONFIG)
    const compiler = join(REPOSITORY, 'node_modules/typescript/bin/tsc')
    const { output } = await runProcess(process.execPath, [compiler, '-p', '.'], { cwd: project.root, variables: {} })

    expect(output).toBe('')
  })

  test('that is a configuration loads', async () => {
    const configs = BLOCKS.filter((block) => fileOf(block)?.startsWith('rewind.config.') === true)
    await using project = createVitestProject({})
    for (const [index, block] of configs.entries()) {
      project.write(`${index}/${fileOf(block)}`, block.text)
      expect(loadConfigFile(join(project.root, String(index))), placeOf(block)).toBeTypeOf('object')
    }
    expect(configs.length).toBeGreaterThan(3)
  })

  test('of JSON is what its schema allows', () => {
    const schema = parseJson(readFileSync(join(REPOSITORY, 'config.schema.json'), 'utf8'))
    const validate = new Ajv({ strict: false }).compile(Object(schema))
    for (const block of BLOCKS.filter(({ language }) => language === 'json')) {
      const value = parseJson(block.text)
      expect(value, placeOf(block)).toBeTypeOf('object')
      if (isJsonObject(value) && value['$schema'] !== undefined) expect(validate(value), placeOf(block)).toBe(true)
    }
  })

  test('of YAML can be read', () => {
    for (const block of BLOCKS.filter(({ language, text }) => language === 'yaml' && !text.includes('…'))) {
      const problems = [...parseAllDocuments(block.text)].flatMap((document) => document.errors)
      expect(problems, placeOf(block)).toEqual([])
    }
  })

  test('of commands names programs and scripts that are there', () => {
    const commands = BLOCKS.filter(({ language }) => language === 'sh').flatMap((block) =>
      commandsOf(block).map((command) => ({ place: placeOf(block), words: command.split(/\s+/) })),
    )
    const wrong = commands.filter(({ words: [program = '', ...rest] }) => PROGRAMS[program]?.(rest) !== true)

    expect(wrong).toEqual([])
    expect(commands.length).toBeGreaterThan(10)
  })
})

describe('the documentation', () => {
  test('links to pages and headings that are there', () => {
    const broken = PAGES.flatMap(({ path, text }) =>
      [...text.matchAll(/\]\((?!https?:)([^)#\s]*)(#[^)\s]*)?\)/g)]
        .filter(([, target = '', heading]) => !leadsSomewhere(path, target, heading))
        .map(([link]) => `${path}: ${link}`),
    )

    expect(broken).toEqual([])
  })

  test('has a link to every page in the README', () => {
    const linked = readFileSync(join(REPOSITORY, 'README.md'), 'utf8')
    const pages = PAGES.map(({ path }) => path).filter((path) => path.startsWith('docs/'))

    expect(pages.filter((path) => !linked.includes(`(${path})`))).toEqual([])
  })

  test('lists every option', () => {
    const options = readFileSync(join(REPOSITORY, 'docs/reference/options.md'), 'utf8')

    expect(OPTION_NAMES.filter((name) => !new RegExp(`^\\|.*\`${name}\`.*\\|`, 'm').test(options))).toEqual([])
  })

  test('lists every command', () => {
    const page = readFileSync(join(REPOSITORY, 'docs/reference/command-line.md'), 'utf8')
    const missing = COMMANDS.filter(({ name }) => !new RegExp(`\`(?:npx rewind )?${name}[ \`]`).test(page))

    expect(missing.map(({ name }) => name)).toEqual([])
  })

  test('keeps the README short', () => {
    expect(readFileSync(join(REPOSITORY, 'README.md')).length).toBeLessThanOrEqual(6_000)
  })

  test('lists every error code', () => {
    const codes = [
      ...readFileSync(join(REPOSITORY, 'src/errors.ts'), 'utf8').matchAll(/^ {2}\| '(REWIND_\w+)'$/gm),
    ].map((match) => match[1])
    const errors = readFileSync(join(REPOSITORY, 'docs/reference/errors.md'), 'utf8')

    expect(codes.length).toBeGreaterThan(10)
    for (const code of codes) expect(errors).toContain(`| \`${code}\` |`)
  })
})

const TSCONFIG = JSON.stringify({
  compilerOptions: {
    target: 'es2023',
    lib: ['es2023'],
    module: 'nodenext',
    types: ['node'],
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    allowJs: true,
    checkJs: false,
  },
  include: ['blocks'],
})

function leadsSomewhere(page: string, target: string, heading: string | undefined): boolean {
  const path = target === '' ? join(REPOSITORY, page) : join(REPOSITORY, dirname(page), target)
  if (!existsSync(path)) return false
  if (heading === undefined) return true
  const headings = [...readFileSync(path, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => slugOf(title))
  return headings.includes(heading)
}

/** The fragment that GitHub gives a heading. */
function slugOf(title: string): string {
  return `#${title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')}`
}
