import { expect, test } from 'vitest'

import { createJestProject } from '../helpers/projects/jest-project.ts'
import { ASK_COMMONJS } from '../helpers/projects/jest-suites.ts'
import { ASK, SERVER_CONFIG, variablesFor } from '../helpers/projects/suites.ts'
import { createVitestProject } from '../helpers/projects/vitest-project.ts'
import { startProviderServer } from '../helpers/servers/provider-server.ts'

// A shape that only the scanner knows.
const TOKEN = ['sk', 'test', 'abcdefghij0123456789ABCDEFGHIJ'].join('_')

test('an answer with a secret that only the scanner knows fails its test, keeps the old cassette, and is recorded once a rule replaces it', async () => {
  await using server = await startProviderServer()
  await using project = createVitestProject({
    'rewind.config.ts': SERVER_CONFIG,
    'test/a.test.ts': `${ASK}
test('leaks', async () => { await ask(process.env.PROMPT!) })
test('is innocent', async () => { await ask('one') })`,
  })
  await project.vitest(['run'], variablesFor(server, { PROMPT: 'two' }))
  const before = project.read('cassettes/test/a.test.ts/leaks.yaml')
  const refused = await project.vitest(['run', '-u'], variablesFor(server, { PROMPT: TOKEN }))
  expect(refused.exitCode).toBe(1)
  expect(refused.output).toContain('1 failed | 1 passed')
  expect(refused.output).toMatch(
    /RewindSecretError: what looks like a secret would have been written.*\[REWIND_SECRET\]/,
  )
  expect(refused.output).toContain('found     call 1: request $.messages[0].content (STRIPE_SECRET_KEY_TEST)')
  expect(refused.output).toContain('found     call 1: response $.choices[0].message.content (STRIPE_SECRET_KEY_TEST)')
  expect(refused.output).toMatch(/fix .*redact: .*npx rewind update test\/a\.test\.ts -t "leaks"/)
  expect(refused.output).not.toContain(TOKEN)
  expect(project.read('cassettes/test/a.test.ts/leaks.yaml')).toBe(before)
  project.write(
    'rewind.config.ts',
    SERVER_CONFIG.replace('hosts:', String.raw`redact: [{ pattern: /sk_test_\w+/g, as: '<test key>' }], hosts:`),
  )
  expect(project.list('.rewind')).toEqual(['.gitignore', 'last-run'])
  const recorded = await project.vitest(['run', '-u'], variablesFor(server, { PROMPT: TOKEN }))
  expect(recorded.exitCode).toBe(0)
  expect(project.read('cassettes/test/a.test.ts/leaks.yaml')).toContain('<test key>')
})

test('the same answer fails its test under Jest', async () => {
  await using server = await startProviderServer()
  await using project = createJestProject({
    'rewind.config.mjs': SERVER_CONFIG.replace('HOST!', 'HOST'),
    'leaks.test.js': `${ASK_COMMONJS}\ntest('leaks', async () => { await ask(process.env.PROMPT) })`,
  })
  const { output, exitCode } = await project.jest([], variablesFor(server, { PROMPT: TOKEN }))
  expect(exitCode).toBe(1)
  expect(output).toContain('found     call 1: request $.messages[0].content (STRIPE_SECRET_KEY_TEST)')
  expect(output).not.toContain(TOKEN)
  expect(project.exists('cassettes')).toBe(false)
})
