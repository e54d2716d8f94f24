import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { describe, expect, onTestFinished, test } from 'vitest'

import { RewindOptionsError } from '../../src/errors.ts'
import { findProjectRoot, loadConfigFile } from '../../src/options/config/config-file.ts'

/** Makes a project of some files; gives its folder. */
function projectOf(files: Readonly<Record<string, string>>): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'rewind-config-')))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(root, name, '..'), { recursive: true })
    writeFileSync(join(root, name), text)
  }
  return root
}

function failureOf(root: string): RewindOptionsError {
  try {
    loadConfigFile(root)
  } catch (error) {
    if (error instanceof RewindOptionsError) return error
    throw error
  }
  throw new Error('nothing failed')
}

describe('a configuration is loaded from', () => {
  test('a .ts file with types', () => {
    const root = projectOf({
      'rewind.config.ts': `
        import type { Server } from 'node:http'
        interface Options { readonly mode: 'strict' | 'off'; readonly timing?: number }
        const options: Options = { mode: 'strict' } satisfies Options
        export const unused: Server | undefined = undefined
        export default options as Options`,
      'package.json': '{ "type": "module" }',
    })
    expect(loadConfigFile(root)).toEqual({ mode: 'strict' })
  })

  test('a .ts file in a project of CommonJS', () => {
    const root = projectOf({ 'rewind.config.ts': `export default { mode: 'off' as const }`, 'package.json': '{}' })
    expect(loadConfigFile(root)).toEqual({ mode: 'off' })
  })

  test.each(['ts', 'js'])('a .%s file in ES syntax, in a package whose type is commonjs, as what it imports', (end) => {
    const root = projectOf({
      [`rewind.config.${end}`]: `import { mode } from './shared.${end}'\nimport { join } from './old.cjs'\nexport default { mode, cassettes: join }`,
      [`shared.${end}`]: `// import nothing\nexport const mode = 'off'`,
      'old.cjs': `exports.join = 'a'`,
      'package.json': '{ "type": "commonjs" }',
    })
    expect(loadConfigFile(root)).toEqual({ mode: 'off', cassettes: 'a' })
  })

  test('a .ts file in CommonJS syntax, in a package whose type is commonjs', () => {
    const root = projectOf({
      'rewind.config.ts': `const mode: string = 'off'\nmodule.exports = { mode }`,
      'package.json': '{ "type": "commonjs" }',
    })
    expect(loadConfigFile(root)).toEqual({ mode: 'off' })
  })

  test('a .mts file', () => {
    const root = projectOf({ 'rewind.config.mts': `const mode: string = 'off'\nexport default { mode }` })
    expect(loadConfigFile(root)).toEqual({ mode: 'off' })
  })

  test('an .mjs file', () => {
    const root = projectOf({ 'rewind.config.mjs': `export default { redact: [{ pattern: /a/, as: 'b' }] }` })
    expect(loadConfigFile(root)).toEqual({ redact: [{ pattern: /a/, as: 'b' }] })
  })

  test('a .js file of a module project', () => {
    const root = projectOf({
      'rewind.config.js': `export default { mode: 'off' }`,
      'package.json': '{ "type": "module" }',
    })
    expect(loadConfigFile(root)).toEqual({ mode: 'off' })
  })

  test('a .js file of a CommonJS project', () => {
    const root = projectOf({ 'rewind.config.js': `module.exports = { mode: 'off' }`, 'package.json': '{}' })
    expect(loadConfigFile(root)).toEqual({ mode: 'off' })
  })

  test('a .js file that a compiler turned into CommonJS', () => {
    const root = projectOf({
      'rewind.config.js': `Object.defineProperty(exports, '__esModule', { value: true })\nexports.default = { mode: 'off' }`,
      'package.json': '{ "type": "commonjs" }',
    })
    expect(loadConfigFile(root)).toEqual({ mode: 'off' })
  })

  test.each(['cjs', 'cts'])('a .%s file', (end) => {
    const root = projectOf({
      [`rewind.config.${end}`]: `module.exports = { mode: 'off' }`,
      'package.json': '{ "type": "module" }',
    })
    expect(loadConfigFile(root)).toEqual({ mode: 'off' })
  })

  test('a .json file', () => {
    const root = projectOf({ 'rewind.config.json': '{ "mode": "off", "maxAge": "90d" }' })
    expect(loadConfigFile(root)).toEqual({ mode: 'off', maxAge: '90d' })
  })

  test('a file that imports another', () => {
    const root = projectOf({
      'rewind.config.mjs': `import { mode } from './shared/mode.mjs'\nexport default { mode }`,
      'shared/mode.mjs': `export const mode = 'off'`,
    })
    expect(loadConfigFile(root)).toEqual({ mode: 'off' })
  })

  test('nowhere, where there is none', () => {
    expect(loadConfigFile(projectOf({ 'vitest.config.ts': '' }))).toBeUndefined()
  })
})

describe('a configuration is refused', () => {
  test('when there are two, naming both', () => {
    const error = failureOf(projectOf({ 'rewind.config.json': '{}', 'rewind.config.ts': '' }))
    expect(error.code).toBe('REWIND_CONFIG')
    expect(error.message).toContain('rewind.config.json and rewind.config.ts')
  })

  test('when it throws, with what it threw', () => {
    const root = projectOf({ 'rewind.config.mjs': `throw new Error('no such tenant')` })
    const error = failureOf(root)
    expect(error).toMatchObject({ code: 'REWIND_CONFIG', cause: { message: 'no such tenant' } })
    expect(error.message).toContain(`${join(root, 'rewind.config.mjs')}:1 cannot be loaded: no such tenant`)
  })

  test('when it has a top-level await, with the way out', () => {
    const error = failureOf(
      projectOf({ 'rewind.config.mjs': `const mode = await Promise.resolve('off')\nexport default { mode }` }),
    )
    expect(error.code).toBe('REWIND_CONFIG')
    expect(error.remedy).toContain('take the top-level await out')
  })

  test('when it has no default export', () => {
    const error = failureOf(projectOf({ 'rewind.config.mjs': `export const mode = 'off'` }))
    expect(error.code).toBe('REWIND_CONFIG')
    expect(error.message).toContain('has no default export')
  })

  test('when its default export is a promise, with the way out', () => {
    const root = projectOf({ 'rewind.config.mjs': `export default (async () => ({ mode: 'off' }))()` })
    const { code, message } = failureOf(root)
    expect(code).toBe('REWIND_OPTIONS')
    expect(message).toContain('the options must be an object, but are a promise')
    expect(message).toContain('the configuration is read at once')
  })

  test('when its default export is undefined', () => {
    const error = failureOf(projectOf({ 'rewind.config.mjs': `export default undefined` }))
    expect(error.message).toContain('has no default export')
  })

  test('when its syntax is wrong', () => {
    const error = failureOf(projectOf({ 'rewind.config.mjs': `export default {` }))
    expect(error).toMatchObject({ code: 'REWIND_CONFIG', cause: { name: 'SyntaxError' } })
  })

  test('when its JSON is wrong', () => {
    const error = failureOf(projectOf({ 'rewind.config.json': `{ mode: 'off' }` }))
    expect(error).toMatchObject({ code: 'REWIND_CONFIG', cause: { name: 'SyntaxError' } })
  })

  test('when it needs TypeScript that cannot be erased, with the way out', () => {
    const error = failureOf(
      projectOf({ 'rewind.config.mts': `enum Mode { Off = 'off' }\nexport default { mode: Mode.Off }` }),
    )
    expect(error.remedy).toContain('use only TypeScript that can be erased')
  })

  test('when it imports what is not there', () => {
    const error = failureOf(projectOf({ 'rewind.config.mjs': `import 'not-installed-anywhere'\nexport default {}` }))
    expect(error.code).toBe('REWIND_CONFIG')
    expect(error.message).toContain('not-installed-anywhere')
  })

  test('when an option is wrong, naming the file and the line', () => {
    const root = projectOf({ 'rewind.config.json': '{ "moed": "off" }' })
    const error = failureOf(root)
    expect(error.code).toBe('REWIND_OPTIONS')
    expect(error.message).toBe(
      [
        'unknown option moed: did you mean mode?  [REWIND_OPTIONS]',
        `  where     ${join(root, 'rewind.config.json')}:1`,
        '  fix       write mode',
      ].join('\n'),
    )
  })
})

describe('the project root', () => {
  test('is the nearest folder upwards with a configuration', () => {
    const root = projectOf({
      'rewind.config.json': '{}',
      'package.json': '{}',
      'packages/a/package.json': '{}',
      'packages/a/test/x.test.ts': '',
    })
    expect(findProjectRoot(join(root, 'packages/a/test'))).toBe(root)
  })

  test('is the nearest folder with a package.json, where there is no configuration', () => {
    const root = projectOf({ 'package.json': '{}', 'packages/a/package.json': '{}', 'packages/a/test/x.test.ts': '' })
    expect(findProjectRoot(join(root, 'packages/a/test'))).toBe(join(root, 'packages/a'))
  })

  test('is found from a folder that does not exist', () => {
    const root = projectOf({ 'package.json': '{}' })
    expect(findProjectRoot(join(root, 'not/there'))).toBe(root)
  })
})
