import { describe, expect, test } from 'vitest'

import { ASK, SERVER_CONFIG, variablesFor } from '../../helpers/projects/suites.ts'
import { createVitestProject, type VitestProject } from '../../helpers/projects/vitest-project.ts'
import { RATE_LIMITED, startProviderServer } from '../../helpers/servers/provider-server.ts'

const ASKS = `${ASK}\ntest('asks', async () => {\n  await ask('one')\n})`
const TWO = `${ASKS}\ntest('asks too', async () => { await ask('two') })`
const NO_KEY = { OPENAI_API_KEY: '' }

function projectWith(files: Readonly<Record<string, string>>): VitestProject {
  return createVitestProject({ 'rewind.config.ts': SERVER_CONFIG, ...files })
}

// As it reads, wherever the lines of a narrow terminal were broken.
function summaryOf(output: string): string {
  return output.slice(output.indexOf(' rewind   ')).replaceAll(/\s*(?:·|\s)\s*/gu, ' ')
}

describe('a call that lacks its key', () => {
  test('fails at its line, is not sent, and the summary begins with what is missing', async () => {
    await using server = await startProviderServer()
    await using project = projectWith({ 'test/a.test.ts': TWO })
    const { output, exitCode } = await project.vitest(['run'], variablesFor(server, NO_KEY))

    expect(exitCode).toBe(1)
    expect(server.connections).toBe(0)
    expect(output).toContain('❯ test/a.test.ts:11:3')
    expect(summaryOf(output)).toContain(
      'replay 2 tests 0 calls replayed 2 not sent 0 live no key OPENAI_API_KEY is not set: 2 calls of 2 tests were not sent',
    )
  })

  test('is named in record mode as well, where the client would not even be made', async () => {
    await using server = await startProviderServer()
    await using project = projectWith({ 'test/a.test.ts': TWO })
    const { output } = await project.vitest(['run'], variablesFor(server, { ...NO_KEY, REWIND_MODE: 'record' }))

    expect(output).not.toContain('Missing credentials')
    expect(summaryOf(output)).toContain('no key OPENAI_API_KEY is not set: 2 calls of 2 tests were not sent')
  })
})

describe('a test that did not pass', () => {
  test('has unfinished calls, which its next run takes and writes', async () => {
    await using server = await startProviderServer()
    await using project = projectWith({
      'test/a.test.ts': `${ASK}\ntest('asks', async () => { await ask('one'); expect(process.env.FIXED).toBe('yes') })
test('asks too', async () => { await ask('two') })`,
    })
    const failed = await project.vitest(['run'], variablesFor(server))
    const passed = await project.vitest(['run'], variablesFor(server, { FIXED: 'yes' }))

    expect(summaryOf(failed.output)).toContain('0 calls replayed 1 recorded 1 unfinished')
    expect(summaryOf(failed.output)).toMatch(/recorded asks too 1 call \S+ new review/)
    expect(summaryOf(failed.output)).toContain(
      '1 call of tests that did not pass, on no cassette yet: asks the next run',
    )
    expect(summaryOf(passed.output)).toContain('recorded asks 1 call new, all from an unfinished run review')
    expect(server.requests).toHaveLength(2)
  })
})

test('tests of one name in two files are shown with their files', async () => {
  await using server = await startProviderServer()
  await using project = projectWith({ 'test/a.test.ts': ASKS, 'test/b.test.ts': ASKS })
  const { output } = await project.vitest(['run'], variablesFor(server))

  expect(summaryOf(output)).toMatch(/test\/a\.test\.ts › asks 1 call \S+ new test\/b\.test\.ts › asks 1 call/)
})

test('a renamed test is to be moved in strict, and its recording is not called obsolete', async () => {
  await using server = await startProviderServer()
  await using project = projectWith({ 'test/a.test.ts': ASKS })
  await project.vitest(['run'], variablesFor(server))
  project.write('test/a.test.ts', ASKS.replace("'asks'", "'asks again'"))
  const { output } = await project.vitest(['run'], variablesFor(server, { CI: 'true' }))

  expect(summaryOf(output)).toContain(
    'diverged 1 test: recorded under another name to move it: npx rewind mv "cassettes/test/a.test.ts/asks.yaml" "cassettes/test/a.test.ts/asks again.yaml"',
  )
  expect(summaryOf(output)).not.toContain('obsolete')
})

test('a server that cannot be reached is not recorded, and has cost nothing', async () => {
  await using server = await startProviderServer()
  await server.close()
  await using project = projectWith({
    'test/a.test.ts': ASKS.replace("ask('one')", "expect(ask('one')).rejects.toThrow()"),
  })
  const { output } = await project.vitest(['run'], variablesFor(server))

  expect(summaryOf(output)).toContain(`replay 1 test 0 calls replayed`)
  expect(summaryOf(output)).toContain(
    `not recorded 127.0.0.1:${server.port}: no answer: the connection failed or was closed`,
  )
  expect(summaryOf(output)).not.toContain('spent')
})

test('limits that were met while recording are counted, and no call is for nothing', async () => {
  await using server = await startProviderServer()
  server.next(RATE_LIMITED, RATE_LIMITED)
  await using project = projectWith({ 'test/a.test.ts': ASKS })
  const { output, exitCode } = await project.vitest(['run'], variablesFor(server))

  expect(exitCode).toBe(0)
  expect(summaryOf(output)).toContain('429: rate limited or out of quota 2 times')
})

test('what was spent is listed by model where there are several', async () => {
  await using server = await startProviderServer()
  await using project = projectWith({
    'test/a.test.ts': `${ASKS}
test('others', async () => {
  for (const model of ['gpt-4o', 'gpt-4o']) await openai.chat.completions.create({ model, messages: [{ role: 'user', content: 'hi' }] })
})`,
  })
  const { output } = await project.vitest(['run'], variablesFor(server))

  expect(summaryOf(output)).toMatch(
    /spent 3 calls went to the network, 3 of them recorded \S+ gpt-4o 2 calls \d+ \+ \d+ tokens \S+ gpt-4o-mini 1 call \d+ \+ \d+ tokens/,
  )
})

test('a stream without tokens is named when it is recorded, and on no later run', async () => {
  await using server = await startProviderServer()
  const stream = `await openai.chat.completions.create({ model: 'gpt-4o-mini', stream: true, messages: [{ role: 'user', content: 'hi' }] })`
  await using project = projectWith({
    'test/a.test.ts': `${ASKS}\ntest('streams', async () => { for await (const chunk of ${stream}) expect(chunk).toBeDefined() })`,
  })
  const recorded = await project.vitest(['run'], variablesFor(server))
  const replayed = await project.vitest(['run'], variablesFor(server))

  expect(summaryOf(recorded.output)).toContain(
    'uncounted streams without tokens were recorded: streams to have them counted: stream_options: { include_usage: true }',
  )
  expect(replayed.output).not.toContain('stream_options')
  expect(summaryOf(replayed.output)).toContain('tokens of 1 call unknown')
})

describe("an error that is no test's fault shows no frame of rewind", () => {
  test('in a cassette: its line, and the command that records the test anew', async () => {
    await using server = await startProviderServer()
    await using project = projectWith({ 'test/a.test.ts': ASKS })
    await project.vitest(['run'], variablesFor(server))
    const path = 'cassettes/test/a.test.ts/asks.yaml'
    project.write(path, project.read(path).replace('response:', 'response: ['))
    const broken = await project.vitest(['run'], variablesFor(server))
    const verified = await project.node(['node_modules/rewind/dist/cli.js', 'verify'], variablesFor(server))

    const [place = ''] = /cassettes\S+\.yaml:\d+/.exec(broken.output) ?? []
    expect(verified.output).toContain(place)
    expect(broken.output).toContain('or        npx rewind record test/a.test.ts -t "asks"')
    expect(broken.output).not.toContain('node_modules/rewind')
    expect(broken.output).not.toContain('Caused by')
    expect(summaryOf(broken.output)).toContain(`1 not sent 0 live not sent ${place}`)
    // What it says is so.
    const [, command = ''] = /or {8}npx rewind (.*)\n/.exec(broken.output) ?? []
    const words = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '')
    const mended = await project.node(['node_modules/rewind/dist/cli.js', ...words], variablesFor(server))
    expect(mended.exitCode, mended.output).toBe(0)
    expect(summaryOf(mended.output)).toContain(`warning ${place} is not valid YAML`)
    const strict = await project.vitest(['run'], variablesFor(server, { CI: 'true' }))
    expect(strict.exitCode, strict.output).toBe(0)
  })

  test('in the configuration: its line there', async () => {
    await using project = projectWith({
      'test/a.test.ts': ASKS,
      'rewind.config.ts': `export default {\n  hostz: [],\n}`,
    })
    const { output } = await project.vitest(['run'])

    expect(output).toContain('unknown option hostz: did you mean hosts?')
    expect(output).toContain('❯ rewind.config.ts:2:1')
    expect(output).not.toContain('node_modules/rewind')
  })

  test('in configure(): the line that calls it', async () => {
    await using project = createVitestProject({
      'test/a.test.ts': `${ASK}\nconfigure({ hostz: [] })\ntest('adds', () => {})`,
    })
    const { output } = await project.vitest(['run'])

    expect(output).toContain('❯ test/a.test.ts:10:1')
    expect(output).not.toContain('node_modules/rewind')
  })
})

describe('in GitHub Actions, divergences that are alike', () => {
  const GITHUB = {
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_REPOSITORY: 'team/app',
    GITHUB_SHA: 'c0ffee',
  }

  test('are folded in the step summary with links, and annotated once, without secrets', async () => {
    await using server = await startProviderServer()
    await using project = projectWith({ 'test/a.test.ts': TWO })
    const variables = variablesFor(server, {
      ...GITHUB,
      GITHUB_STEP_SUMMARY: 'step.md',
      GITHUB_WORKSPACE: project.root,
    })
    await project.vitest(['run'], variablesFor(server))
    const key = variables['OPENAI_API_KEY'] ?? ''
    project.write('test/a.test.ts', TWO.replace("'gpt-4o-mini'", `'gpt-4.1-mini', user: '${key}'`))
    const { output } = await project.vitest(['run'], variables)
    const step = project.read('step.md')

    expect(step).toContain('<summary>2 × $.model gpt-4o-mini → gpt-4.1-mini</summary>')
    expect(step).toContain('- [test/a.test.ts:6](https://github.com/team/app/blob/c0ffee/test/a.test.ts#L6) asks ·')
    expect(step).toContain('[cassette](https://github.com/team/app/blob/c0ffee/cassettes/test/a.test.ts/asks.yaml)')
    expect(output.match(/^::error .*$/gm)).toEqual([
      expect.stringMatching(
        /^::error file=test\/a\.test\.ts,line=6,title=2 × \$\.model gpt-4o-mini → gpt-4\.1-mini::POST/,
      ),
    ])
    expect(step + output).not.toContain(key)
  })

  test('are left to the reporter of Vitest that annotates every failed test', async () => {
    await using server = await startProviderServer()
    await using project = projectWith({ 'test/a.test.ts': TWO })
    await project.vitest(['run'], variablesFor(server))
    project.write('test/a.test.ts', TWO.replace('gpt-4o-mini', 'gpt-4.1-mini'))
    const reporters = ['default', 'github-actions', 'rewind/reporter'].map((name) => `--reporter=${name}`)
    const { output } = await project.vitest(['run', ...reporters], variablesFor(server, GITHUB))

    expect(output).toMatch(/^::error /m)
    expect(output).not.toContain('title=2 ×')
  })
})
