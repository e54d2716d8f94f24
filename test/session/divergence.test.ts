import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { requestKey } from '../../src/key/request-key.ts'
import { createRedactor } from '../../src/redact/redactor.ts'
import { explainMiss, type Divergence } from '../../src/session/explain/divergence.ts'
import { explainOverrun } from '../../src/session/explain/explain-overrun.ts'
import { explainPlaceholder } from '../../src/session/explain/explain-placeholder.ts'
import { explainUnused } from '../../src/session/explain/explain-unused.ts'
import { callNamed, entryOf, requestWith } from '../helpers/samples/sample-calls.ts'

const NAMES = {
  test: 'chat › greets',
  cassette: 'cassettes/test/chat.test.ts/greets.yaml',
  rerecord: 'npx rewind update test/chat.test.ts -t "greets"',
  rerecordAll: 'npx rewind record test/chat.test.ts -t "greets"',
}
const redactor = createRedactor({ secrets: [{ name: 'KEY', value: 'kq7Zp-93hRw2_vLx84TnB' }], rules: [] })
const RULES = { ignore: { body: [], query: [], headers: [], origin: false }, keyHeaders: [], normalize: [] }

function miss(more: Partial<Divergence> = {}): Divergence {
  return {
    names: NAMES,
    request: requestWith({ model: 'm', prompt: 'Say hello to Anna' }),
    key: 'new key',
    call: 1,
    entries: [],
    unplayed: [],
    rules: RULES,
    redactor,
    origin: new Error('made here'),
    ...more,
  }
}

function requestOfFields(value: string) {
  return requestWith(
    Object.fromEntries(Array.from({ length: 8 }, (_unused, index) => [`field${index}`, `${value} ${index}`])),
  )
}

describe('a request without a recorded answer', () => {
  test('is explained by the nearest call and the text that changed', async () => {
    const entries = [entryOf(callNamed('something else'), 1), entryOf(callNamed('Say hello to Ann'), 2)]
    const error = await explainMiss(miss({ entries, unplayed: entries.slice(1) }))
    expect(error).toMatchObject({
      code: 'REWIND_DIVERGENCE',
      name: 'RewindReplayDivergenceError',
      test: NAMES.test,
      cassette: NAMES.cassette,
      call: 1,
      incomingKey: 'new key',
      nearest: 2,
      remedy: NAMES.rerecord,
    })
    expect(error.differences).toEqual([
      { path: '$.prompt', recorded: 'Say hello to Ann', received: 'Say hello to Anna' },
    ])
    expect(error.message.split('\n').slice(0, 3)).toEqual([
      'POST https://api.openai.com/v1/chat/completions has no recorded answer  [REWIND_DIVERGENCE]',
      `  cassette  ${NAMES.cassette} (2 calls, 1 unplayed)`,
      '  nearest   call 2: $.prompt',
    ])
    expect(error.message).toMatch(/- .*Ann/)
    expect(error.message).toMatch(/\+ .*Anna/)
    expect(error.message.endsWith(`  fix       ${NAMES.rerecord}`)).toBe(true)
  })

  test('names no secret, neither of the cassette nor of the request', async () => {
    const entries = [entryOf(callNamed('an old kq7Zp-93hRw2_vLx84TnB'), 1)]
    const error = await explainMiss(
      miss({ entries, request: requestWith({ model: 'm', prompt: 'a new kq7Zp-93hRw2_vLx84TnB' }) }),
    )
    expect(error.differences).toEqual([{ path: '$.prompt', recorded: 'an old <secret>', received: 'a new <secret>' }])
    expect(error.message).not.toContain('kq7Zp')
  })

  test('is compared with played calls where none is left', async () => {
    const entries = [entryOf(callNamed('Say hello to Ann'), 1)]
    const error = await explainMiss(miss({ entries }))
    expect(error.nearest).toBe(1)
    expect(error.message).toContain('(1 call, 0 unplayed)')
  })

  test('says so where nothing is recorded', async () => {
    const error = await explainMiss(miss())
    expect([error.nearest, error.differences]).toEqual([undefined, []])
    expect(error.message).toContain('(never recorded, or not committed)')
    expect(error.reason).toBe('never-recorded')
  })

  test('says that its answers are used up where the same request was answered before', async () => {
    const { request } = callNamed('a')
    const entries = [entryOf(callNamed('a'), 1), entryOf(callNamed('b'), 2)]
    const error = await explainMiss(
      miss({ request, key: requestKey(request, RULES), entries, unplayed: entries.slice(1) }),
    )
    expect([error.nearest, error.differences]).toEqual([undefined, []])
    expect(error.message).toContain('its recorded answers were all used before')
    expect(error.message).toContain("or        repeats: 'last'")
    expect(error.reason).toBe('used-up')
  })

  test('shows five differences and counts the rest', async () => {
    const entries = [entryOf(callNamed('a', { request: requestOfFields('old') }))]
    const error = await explainMiss(miss({ request: requestOfFields('new'), entries, unplayed: entries }))
    expect(error.differences).toHaveLength(8)
    expect(error.message).toContain('and 3 more differences')
  })

  test('has a stack that begins where the user made it', async () => {
    const error = await explainMiss(miss())
    const [first] = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
    expect(first).toContain('divergence.test.ts')
    expect(error.stack?.startsWith(`${error.name}: ${error.message}`)).toBe(true)
  })
})

async function missWith(recorded: string, received: string) {
  const entries = [entryOf(callNamed(recorded), 1)]
  return explainMiss(miss({ entries, unplayed: entries, request: requestWith({ model: 'm', prompt: received }) }))
}

describe('a request that differs only in what differs on every run', () => {
  test('is explained by it, with the rule that leaves it out', async () => {
    const error = await missWith('Today is 2026-11-27T10:00:00Z', 'Today is 2026-11-28T11:30:12Z')
    expect(error.message).toContain('cause     a time: different on every run, so that recording again does not help')
    expect(error.remedy).toBe('normalize: [normalize.isoTime] in rewind.config.ts')
    expect(error.message).toContain(`or        ${NAMES.rerecord}`)
  })

  test('is not, where anything else differs as well', async () => {
    const error = await missWith('Today is 2026-11-27T10:00:00Z', 'Now it is 2026-11-28T11:30:12Z')
    expect(error.message).not.toContain('cause')
    expect(error.remedy).toBe(NAMES.rerecord)
  })
})

test('a long text is shown around its difference, with both lengths, and no part of it at the margin', async () => {
  const [before, after] = ['Say hello to Ann. ', 'Say hello to Anna. ']
  const filler = 'The weather is fine today. '.repeat(12)
  const entries = [entryOf(callNamed(filler + before + filler), 1)]
  const error = await explainMiss(
    miss({ entries, unplayed: entries, request: requestWith({ model: 'm', prompt: filler + after + filler }) }),
  )
  expect(error.message).toContain('nearest   call 1: $.prompt (666 → 667 characters)')
  const lines = error.message.split('\n').slice(3, -1)
  expect(lines.every((line) => line.length <= 80 && line.startsWith(' '.repeat(12)))).toBe(true)
  expect(lines.join(' ')).toMatch(/- .*to Ann\. .*\+ .*to Anna\. /)
})

describe('recorded calls that were not made', () => {
  test('are named by what they ask, with their lines', async () => {
    const error = await explainUnused(NAMES, [entryOf(callNamed('a'), 1), entryOf(callNamed('b'), 3)])
    expect(error).toMatchObject({ code: 'REWIND_UNUSED', cassette: NAMES.cassette, calls: [1, 3] })
    expect(error.message).toContain('2 recorded calls were not made by this test')
    expect(error.message).toContain('  unplayed  call 3: "b" (line 30)')
    expect(error.message).toContain("or        unused: 'warn'")
  })

  test('are counted where they are many', async () => {
    const error = await explainUnused(
      NAMES,
      Array.from({ length: 7 }, (_unused, index) => entryOf(callNamed('a'), index + 1)),
    )
    expect(error.calls).toHaveLength(7)
    expect(error.message).toContain('and 2 more')
  })

  test('are in the singular if there is one', async () => {
    expect((await explainUnused(NAMES, [entryOf(callNamed('a'))])).message).toContain(
      'a recorded call was not made by this test',
    )
  })
})

test('a stream that is read too far is explained by its place in the cassette', () => {
  const error = explainOverrun(NAMES, {
    request: requestWith({}),
    entry: entryOf(callNamed('a'), 2),
    origin: new Error('made here'),
  })
  expect(error.code).toBe('REWIND_DIVERGENCE')
  expect(error.message).toContain(`${NAMES.cassette}:20 (call 2)`)
  expect(error.stack).toContain('divergence.test.ts')
})

test('a call without a key is explained by the variable to set', () => {
  const origin = new Error('made here')
  const error = explainPlaceholder(NAMES, { request: requestWith({}), variable: 'OPENAI_API_KEY', origin })
  expect(error.stack).toContain('divergence.test.ts')
  expect(error).toMatchObject({ code: 'REWIND_PLACEHOLDER_KEY', remedy: `set OPENAI_API_KEY, then ${NAMES.rerecord}` })
})

function originWith(frames: readonly string[]): Error {
  const origin = new Error('made here')
  origin.stack = ['Error: made here', ...frames.map((frame) => `    at ${frame}`)].join('\n')
  return origin
}

async function framesOf(origin: Error): Promise<string[]> {
  const { stack, name, message } = await explainMiss(miss({ origin }))
  return (stack ?? '')
    .replace(`${name}: ${message}`, '')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.trim())
}

describe('the stack of an error', () => {
  test('leaves out Node.js, packages and this package', async () => {
    const origin = originWith([
      'fetch (node:internal/deps/undici/undici:1:1)',
      'OpenAI.post (/project/node_modules/openai/client.js:1:1)',
      `handle (${join(import.meta.dirname, '../../src/session/session.ts')}:1:1)`,
      'ask (/project/src/ask.ts:7:3)',
    ])
    expect(await framesOf(origin)).toEqual(['at ask (/project/src/ask.ts:7:3)'])
  })

  test('has no frames where none is the users: the runner knows the line of the test', async () => {
    expect(await framesOf(originWith(['fetch (node:internal/deps/undici/undici:1:1)']))).toEqual([])
  })

  test('is the message alone, where the origin has none', async () => {
    const origin = new Error('made here')
    delete origin.stack
    expect(await framesOf(origin)).toEqual([])
  })
})
