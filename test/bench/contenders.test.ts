import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { expect, test } from 'vitest'

import { assertExact } from './clients.ts'
import { numberIn } from './harness.ts'
import { createSamples } from './samples.ts'
import { createSuite } from './suite-project.ts'

/** Runs a contender in its process, which fails when one byte of an answer differs. */
async function piecesOf(contender: string, client: string, pattern: string): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    join(import.meta.dirname, 'replay-client.ts'),
    contender,
    client,
    pattern,
  ])
  return JSON.parse(stdout).pieces
}

test('every contender for fetch gives the recorded bytes', async () => {
  const pieces = await Promise.all(
    ['floor', 'floor with key', 'bare interceptors', 'rewind'].map((contender) => piecesOf(contender, 'fetch', 'cold')),
  )
  expect(pieces).toEqual([1, 1, 1, 1])
})

test('every contender for https.request gives the recorded bytes', async () => {
  const pieces = await Promise.all(
    ['bare interceptors', 'rewind'].map((contender) => piecesOf(contender, 'https', 'cold')),
  )
  expect(pieces).toEqual([1, 1])
})

test('rewind keeps the pieces of a stream, as the floor does', async () => {
  const pieces = await Promise.all(['floor', 'rewind'].map((contender) => piecesOf(contender, 'fetch', 'stream')))
  expect(pieces).toEqual([200, 200])
})

test('an answer that differs by a byte is refused', () => {
  const [sample] = createSamples(1, 'json')
  if (sample === undefined) throw new Error('no sample')
  expect(() => assertExact(sample, [`${sample.pieces.join('')} `])).toThrow('not the recorded one')
})

test('in a suite, the stub, rewind, nock and msw answer every call with the same text', async () => {
  const costs = await Promise.all(
    ['stubbed fetch', 'rewind', 'nock', 'msw'].map(async (contender) => {
      await using suite = await createSuite(contender, { files: 1, tests: 2, calls: 2 })
      const { cpu } = await suite.run()
      return cpu
    }),
  )
  expect(Math.min(...costs)).toBeGreaterThan(0)
})

test('a suite that is not answered is refused', async () => {
  await using suite = await createSuite('stubbed fetch', { files: 1, tests: 1, calls: 1 })
  await expect(suite.run({ OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' })).rejects.toThrow('1 failed')
})

test('the calls of cassettes of any size are answered exactly, in sessions one after the other', async () => {
  const costs = await Promise.all(
    ['rewind 10', 'rewind 1 10', 'nock 10'].map(async (contender) => {
      const { stdout } = await promisify(execFile)(process.execPath, [
        join(import.meta.dirname, 'flat-client.ts'),
        ...contender.split(' '),
      ])
      return numberIn(JSON.parse(stdout), 'cpu')
    }),
  )
  expect(Math.min(...costs)).toBeGreaterThan(0)
})
