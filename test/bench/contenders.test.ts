import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

import { assertExact } from './clients.ts'
import { createSamples } from './samples.ts'

/** Runs a contender in its process, which fails when one byte of an answer differs. */
async function piecesOf(contender: string, client: string, pattern: string): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, [join(import.meta.dirname, 'replay-client.ts'), contender, client, pattern])
  return JSON.parse(stdout).pieces
}

test('every contender for fetch gives the recorded bytes', async () => {
  const pieces = await Promise.all(['floor', 'floor with key', 'bare interceptors', 'rewind'].map((contender) => piecesOf(contender, 'fetch', 'cold')))
  expect(pieces).toEqual([1, 1, 1, 1])
})

test('every contender for https.request gives the recorded bytes', async () => {
  const pieces = await Promise.all(['bare interceptors', 'rewind'].map((contender) => piecesOf(contender, 'https', 'cold')))
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
