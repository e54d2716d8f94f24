import { describe, expect, test } from 'vitest'

import { JEST, projectFor, TEST_FILE, VITEST } from '../../helpers/projects/runners.ts'
import { variablesFor } from '../../helpers/projects/suites.ts'
import { startProviderServer } from '../../helpers/servers/provider-server.ts'

const STRICT = { CI: 'true' }
/** Each asks for its own; the extra call of one is the call of the other. */
const suiteOf = (kind: 'test' | 'test.concurrent', asking: { readonly first: string; readonly second: string }) => `
${kind}('first', async () => { ${asking.first} })
${kind}('second', async () => { ${asking.second} })
`
const ONE = "expect(await ask('one')).toContain('one')"
const TWO = "expect(await ask('two')).toContain('two')"

/** What is printed about the test that borrowed. */
const DIVERGED = /one recorded answer was given to two calls {2}\[REWIND_DIVERGENCE\]/

describe.each([VITEST, JEST])('a call that a test makes once more than it was recorded, in $name', (runner) => {
  test.each([
    { when: 'before its owner', kind: 'test', first: `${ONE}; ${TWO}`, second: TWO, borrower: 'first' },
    { when: 'after its owner', kind: 'test', first: ONE, second: `${TWO}; ${ONE}`, borrower: 'second' },
    { when: 'beside its owner', kind: 'test.concurrent', first: `${ONE}; ${TWO}`, second: TWO, borrower: 'first' },
  ] as const)('is a divergence of the test that makes it, $when', async ({ kind, first, second, borrower }) => {
    await using server = await startProviderServer()
    await using project = projectFor(runner, suiteOf(kind, { first: ONE, second: TWO }))
    const recorded = await runner.run(project, variablesFor(server))
    expect(recorded.exitCode, recorded.output).toBe(0)
    const before = server.connections
    project.write(TEST_FILE, runner.prelude + suiteOf(kind, { first, second }))
    const strict = await runner.run(project, variablesFor(server, STRICT))
    expect(strict.exitCode, strict.output).toBe(1)
    expect(strict.output).toContain('[REWIND_DIVERGENCE]')
    expect(strict.output).toContain(`npx rewind update ${TEST_FILE} -t "${borrower}"`)
    expect(server.connections).toBe(before)
    const pasted = await runner.run(project, variablesFor(server, { REWIND_MODE: 'update' }), ['-t', borrower])
    expect(pasted.exitCode, pasted.output).toBe(0)
    await server.close()
    const renewed = await runner.run(project, variablesFor(server, STRICT))
    expect(renewed.exitCode, renewed.output).toBe(0)
  })

  test('is found though the attempt that made it was retried', async () => {
    await using server = await startProviderServer()
    await using project = projectFor(runner, suiteOf('test', { first: ONE, second: TWO }))
    expect((await runner.run(project, variablesFor(server))).exitCode).toBe(0)
    project.write(
      TEST_FILE,
      `${runner.prelude}let attempts = 0
flaky('first', 1, async () => { ${ONE}; ${TWO}; attempts += 1; expect(attempts).toBe(2) })
test('second', async () => { ${TWO} })`,
    )
    const strict = await runner.run(project, variablesFor(server, STRICT))
    expect(strict.exitCode, strict.output).toBe(1)
    expect(strict.output).toMatch(DIVERGED)
    expect(strict.output).toContain(`npx rewind update ${TEST_FILE} -t "first"`)
  })

  test('copies the answer in a new test, and pays nothing', async () => {
    await using server = await startProviderServer()
    await using project = projectFor(runner, `test('old', async () => { ${ONE} })`)
    expect((await runner.run(project, variablesFor(server))).exitCode).toBe(0)
    project.write(
      TEST_FILE,
      `${runner.prelude}test('new', async () => { ${ONE} })\ntest('old', async () => { ${ONE} })`,
    )
    await server.close()
    const added = await runner.run(project, variablesFor(server))
    expect(added.exitCode, added.output).toBe(0)
    expect(project.list(`cassettes/${TEST_FILE}`)).toEqual(['new.yaml', 'old.yaml'])
    const strict = await runner.run(project, variablesFor(server, STRICT))
    expect(strict.exitCode, strict.output).toBe(0)
  })
})

describe.each([VITEST, JEST])('a call of a shared fixture, in $name', (runner) => {
  const SUITE = `let answer
const shared = () => (answer ??= ask('same'))
test('first', async () => { expect(await shared()).toContain('same'); await ask('same') })
test('second', async () => { expect(await shared()).toContain('same'); await ask('same') })
`
  const REVERSED = SUITE.split(/^(?=test)/m)

  test('may be the same as one of the tests that share it', async () => {
    await using server = await startProviderServer()
    await using project = projectFor(runner, SUITE)
    expect((await runner.run(project, variablesFor(server))).exitCode).toBe(0)
    await server.close()
    const [prelude = '', first = '', second = ''] = REVERSED
    project.write(TEST_FILE, runner.prelude + prelude + second + first)
    const strict = await runner.run(project, variablesFor(server, STRICT))
    expect(strict.exitCode, strict.output).toBe(0)
  })
})

describe.each([VITEST, JEST])('a divergence in withCassette(), in $name', (runner) => {
  const suiteWith = (prompt: string, ending: string): string =>
    runner.prelude.replace('{ configure, savings }', '{ configure, savings, withCassette }') +
    `test('asks', async () => { await withCassette('inner', () => ask('${prompt}'))${ending} })`

  test('fails the test around it once, whatever that makes of it', async () => {
    await using server = await startProviderServer()
    await using project = projectFor(runner, '')
    project.write(TEST_FILE, suiteWith('one', ''))
    const recorded = await runner.run(project, variablesFor(server))
    expect(recorded.exitCode, recorded.output).toBe(0)
    for (const ending of ['', '.catch(() => {})']) {
      project.write(TEST_FILE, suiteWith('two', ending))
      const strict = await runner.run(project, variablesFor(server, STRICT))
      expect(strict.exitCode, strict.output).toBe(1)
      expect(strict.output.match(/has no recorded answer {2}\[REWIND_DIVERGENCE\]/g), strict.output).toHaveLength(1)
    }
  })
})
