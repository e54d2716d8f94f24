import { describe, expect, test } from 'vitest'

import { ASK, SERVER_CONFIG, variablesFor } from '../../helpers/projects/suites.ts'
import { createVitestProject } from '../../helpers/projects/vitest-project.ts'
import { startProviderServer } from '../../helpers/servers/provider-server.ts'
import { chatCompletion } from '../../helpers/wires/openai-wire.ts'

const projectWith = (body: string): ReturnType<typeof createVitestProject> =>
  createVitestProject({ 'rewind.config.ts': SERVER_CONFIG, 'test/a.test.ts': `${ASK}\n${body}` })

const STREAM = `const stream = await openai.chat.completions.create({ model: 'm', stream: true, messages: [{ role: 'user', content: 'one two three four' }] })
  let chunks = 0`
const STOPPED = `test('asks', async () => { ${STREAM}
  for await (const chunk of stream) { chunks += 1; if (chunks === 2) break }
  expect(chunks).toBe(2) })`

describe('a call that its caller gave up', () => {
  test('before the answer is given up again on replay, without a connection', async () => {
    await using server = await startProviderServer()
    server.next({ raw: { headers: { 'content-type': 'application/json' }, chunks: [{ bytes: '{}', afterMs: 2000 }] } })
    server.next({ raw: { headers: { 'content-type': 'application/json' }, chunks: [{ bytes: '{}', afterMs: 2000 }] } })
    await using project = projectWith(`test('asks', async () => {
  const gone = new AbortController()
  setTimeout(() => gone.abort(), 50)
  await expect(openai.chat.completions.create({ model: 'm', messages: [] }, { signal: gone.signal })).rejects.toThrow('aborted')
})`)
    const recorded = await project.vitest(['run'], variablesFor(server))
    expect(recorded.exitCode).toBe(0)
    await server.close()
    const strict = await project.vitest(['run'], variablesFor(server, { CI: 'true' }))
    expect(strict.output).toContain('1 passed (1)')
  })

  test('in the middle of a stream is recorded as far as it was read, and replays so', async () => {
    await using server = await startProviderServer({ msBetweenChunks: 30 })
    await using project = projectWith(STOPPED)
    await project.vitest(['run'], variablesFor(server))
    expect(project.read('cassettes/test/a.test.ts/asks.yaml')).toContain('end: aborted')
    await server.close()
    const strict = await project.vitest(['run'], variablesFor(server, { CI: 'true' }))
    expect(strict.exitCode).toBe(0)
  })

  test('diverges when it is read further than it was recorded', async () => {
    await using server = await startProviderServer({ msBetweenChunks: 30 })
    await using project = projectWith(STOPPED)
    await project.vitest(['run'], variablesFor(server))
    project.write(
      'test/a.test.ts',
      `${ASK}\ntest('asks', async () => { ${STREAM}\n  try { for await (const chunk of stream) chunks += 1 } catch {} })`,
    )
    const strict = await project.vitest(['run'], variablesFor(server, { CI: 'true' }))
    expect(strict.exitCode).toBe(1)
    expect(strict.output).toContain('is read further than it was recorded  [REWIND_DIVERGENCE]')
  })
})

describe('a stream whose client leaves at its last event', () => {
  test('is recorded as complete, though the transport ends later', async () => {
    await using server = await startProviderServer()
    const answer = chatCompletion({ model: 'm', stream: true, messages: [{ role: 'user', content: 'one two' }] }, 1)
    const events = answer.kind === 'events' ? answer.events : []
    server.next({
      raw: {
        headers: { 'content-type': 'text/event-stream' },
        chunks: [...events.map((bytes) => ({ bytes })), { bytes: '', afterMs: 300 }],
      },
    })
    await using project = projectWith(`test('asks', async () => { ${STREAM}
  for await (const chunk of stream) chunks += 1
  expect(chunks).toBeGreaterThan(2) })`)
    const recorded = await project.vitest(['run'], variablesFor(server))
    expect(recorded.exitCode).toBe(0)
    expect(server.requests.map(({ end }) => end)).toEqual(['aborted'])
    const cassette = project.read('cassettes/test/a.test.ts/asks.yaml')
    expect(cassette).toContain('[DONE]')
    expect(cassette).not.toContain('end: aborted')
  })
})

describe('a stream that the server cut', () => {
  test('is not recorded, and the summary says so', async () => {
    await using server = await startProviderServer()
    server.next({ change: { cutAfter: 2 } })
    await using project = projectWith(`test('asks', async () => { ${STREAM}
  await expect((async () => { for await (const chunk of stream) chunks += 1 })()).rejects.toThrow()
  expect(chunks).toBe(2) })`)
    const { output } = await project.vitest(['run'], variablesFor(server))
    expect(output).toContain('the server cut the stream')
    expect(project.exists('cassettes')).toBe(false)
  })

  test('is cut again on replay when it was recorded under recordErrors', async () => {
    await using server = await startProviderServer()
    server.next({ change: { cutAfter: 2 } })
    await using project = projectWith(`configure({ recordErrors: true })
test('asks', async () => { ${STREAM}
  await expect((async () => { for await (const chunk of stream) chunks += 1 })()).rejects.toThrow()
  expect(chunks).toBe(2) })`)
    await project.vitest(['run'], variablesFor(server))
    await server.close()
    const strict = await project.vitest(['run'], variablesFor(server, { CI: 'true' }))
    expect(strict.output).toContain('1 passed (1)')
  })
})

describe('a test with fake timers', () => {
  test('records and replays streams, at the recorded pace as well, with the real date', async () => {
    await using server = await startProviderServer({ msBetweenChunks: 10 })
    await using project = projectWith(`configure({ timing: 'recorded' })
test('asks', async () => { vi.useFakeTimers({ now: 0 }); ${STREAM}
  for await (const chunk of stream) chunks += 1
  expect(chunks).toBeGreaterThan(4) })`)
    const recorded = await project.vitest(['run'], variablesFor(server))
    expect(recorded.exitCode).toBe(0)
    expect(project.read('cassettes/test/a.test.ts/asks.yaml')).not.toContain('1970')
    await server.close()
    const strict = await project.vitest(['run'], variablesFor(server, { CI: 'true' }))
    expect(strict.output).toContain('1 passed (1)')
  })
})
