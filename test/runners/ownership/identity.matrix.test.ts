import { describe, expect, test } from 'vitest'

import { ASK, SERVER_CONFIG, variablesFor } from '../../helpers/projects/suites.ts'
import { createVitestProject } from '../../helpers/projects/vitest-project.ts'
import { startProviderServer } from '../../helpers/servers/provider-server.ts'

const project = (files: Readonly<Record<string, string>>): ReturnType<typeof createVitestProject> =>
  createVitestProject({
    'rewind.config.ts': SERVER_CONFIG,
    ...Object.fromEntries(Object.entries(files).map(([path, body]) => [path, `${ASK}\n${body}`])),
  })

const MANY = `describe.concurrent('many', () => {
  for (let index = 0; index < 50; index += 1) test('number ' + index, async () => {
    await Promise.all([ask('a' + index), ask('b' + index)])
    expect(await ask('c' + index)).toContain('c' + index)
  })
})`

describe('every call belongs to its test', () => {
  test('when fifty tests of a file run side by side', async () => {
    await using server = await startProviderServer()
    await using many = project({ 'test/a.test.ts': MANY })
    await many.vitest(['run', '--maxConcurrency=50'], variablesFor(server))
    for (let index = 0; index < 50; index += 1) {
      const text = many.read(`cassettes/test/a.test.ts/many › number ${index}.yaml`)
      expect([...text.matchAll(/^ +content: ([abc]\d+)$/gm)].map((match) => String(match[1])).toSorted()).toEqual([
        `a${index}`,
        `b${index}`,
        `c${index}`,
      ])
    }
    await server.close()
    const strict = await many.vitest(['run', '--maxConcurrency=50'], variablesFor(server, { CI: 'true' }))
    expect(strict.exitCode).toBe(0)
    expect(strict.output).toContain('150 calls replayed')
  })

  test('when they share an undici pool with one connection', async () => {
    await using server = await startProviderServer()
    const body = `import { Agent, fetch as undiciFetch } from 'undici'
const dispatcher = new Agent({ connections: 1, pipelining: 4 })
const narrow = new OpenAI({ baseURL: openai.baseURL, fetch: (url, init) => undiciFetch(url as string, { ...(init as object), dispatcher }) as never })
for (let index = 0; index < 10; index += 1) test.concurrent('number ' + index, async () => {
  await narrow.chat.completions.create({ model: 'm', messages: [{ role: 'user', content: 'p' + index }] })
  await narrow.chat.completions.create({ model: 'm', messages: [{ role: 'user', content: 'q' + index }] })
})`
    await using narrow = project({ 'test/a.test.ts': body })
    await narrow.vitest(['run', '--maxConcurrency=10'], variablesFor(server))
    for (let index = 0; index < 10; index += 1) {
      const text = narrow.read(`cassettes/test/a.test.ts/number ${index}.yaml`)
      expect([...text.matchAll(/^ +content: ([pq]\d+)$/gm)].map((match) => match[1])).toEqual([
        `p${index}`,
        `q${index}`,
      ])
    }
  })
})

describe('every test has a cassette of its own', () => {
  test('with equal names, names that differ in case, and test.each', async () => {
    await using server = await startProviderServer()
    await using names = project({
      'test/a.test.ts': `test('same', async () => { await ask('1') }); test('same', async () => { await ask('2') })
test('Case', async () => { await ask('3') }); test('case', async () => { await ask('4') })
test.each(['x', 'y'])('each %s', async (value) => { await ask(value) })
describe('suite', () => { test('a/b: "c"?', async () => { await ask('5') }) })`,
    })
    await names.vitest(['run'], variablesFor(server))
    const files = names.list('cassettes/test/a.test.ts')
    expect(files).toHaveLength(7)
    expect(files).toEqual(expect.arrayContaining(['same.yaml', 'same (2).yaml', 'each x.yaml', 'each y.yaml']))
    expect(new Set(files.map((file) => file.toLowerCase())).size).toBe(7)
    await server.close()
    const strict = await names.vitest(['run'], variablesFor(server, { CI: 'true' }))
    expect(strict.exitCode).toBe(0)
  })

  test('also in files whose names are one where a file system takes fewer letters', async () => {
    await using server = await startProviderServer()
    await using both = project({
      'test/c:d.test.ts': `test('asks', async () => { await ask('colon') })`,
      'test/c_d.test.ts': `test('asks', async () => { await ask('line') })`,
    })
    await both.vitest(['run', '--no-file-parallelism'], variablesFor(server))
    expect(both.read('cassettes/test/c_d.test.ts/asks.yaml')).toContain('content: line')
    const strict = await both.vitest(['run'], variablesFor(server, { CI: 'true' }))
    expect(strict.exitCode).toBe(0)
    expect(strict.output).toContain('2 calls replayed')
    expect(strict.output).not.toContain('obsolete')
  })

  test('whatever runs: filtered, alone, shuffled', async () => {
    await using server = await startProviderServer()
    const body = `test('same', async () => { await ask('1') }); test('same', async () => { await ask('2') }); test('other', async () => { await ask('3') })`
    await using names = project({ 'test/a.test.ts': body })
    await names.vitest(['run'], variablesFor(server))
    await server.close()
    const strict = variablesFor(server, { CI: 'true' })
    expect((await names.vitest(['run', '-t', 'other'], strict)).exitCode).toBe(0)
    expect((await names.vitest(['run', '--sequence.shuffle.tests', '--sequence.seed=3'], strict)).exitCode).toBe(0)
    names.write(
      'test/a.test.ts',
      `${ASK}\n${body.replace("test('same', async () => { await ask('2')", "test.only('same', async () => { await ask('2')")}`,
    )
    expect((await names.vitest(['run', '--allowOnly'], strict)).exitCode).toBe(0)
  })
})

describe('shards', () => {
  test('add up through --merge-reports', async () => {
    await using server = await startProviderServer()
    await using sharded = project({
      'test/a.test.ts': `test('a', async () => { await ask('a1'); await ask('a2') })`,
      'test/b.test.ts': `test('b', async () => { await ask('b') })`,
      'test/c.test.ts': `test('c', async () => { await ask('c') })`,
    })
    await sharded.vitest(['run'], variablesFor(server))
    await server.close()
    const strict = variablesFor(server, { CI: 'true' })
    await sharded.vitest(['run', '--shard=1/2', '--reporter=blob'], strict)
    await sharded.vitest(['run', '--shard=2/2', '--reporter=blob'], strict)
    const merged = await sharded.vitest(['--merge-reports', '--reporter=default', '--reporter=rewind/reporter'], {
      ...strict,
      REWIND_REPORT: 'report.json',
    })
    expect(merged.output).toContain('strict · 3 tests · 4 calls replayed · 0 live')
    expect(JSON.parse(sharded.read('report.json'))).toMatchObject({
      version: 1,
      mode: 'strict',
      tests: 3,
      calls: { replayed: 4, live: 0 },
    })
  })
})
