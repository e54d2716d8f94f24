import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { install, uninstall, withCassette } from 'rewind'
import { expect, onTestFinished, test } from 'vitest'

import { readCorpus } from '../helpers/corpus.ts'
import { CLIENTS } from './corpus-clients.ts'
import { startCorpusServer } from './corpus-server.ts'

/** Every so many exchanges of the corpus: enough of every kind. */
const STEP = 4

/** Leaves out what a clock says. */
function withoutTimes(text: string): string {
  return text
    .replaceAll(/^( *(?:latency|duration|recordedAt): ).*$/gm, '$1-')
    .replaceAll(/^ *chunks: \[[^\n]*$/gm, (line) => line.replaceAll(/, [\d.]+\]/g, ', -]'))
}

test('the same traffic, recorded twice, gives the same files apart from the times', async () => {
  const exchanges = readCorpus().filter((_exchange, index) => index % STEP === 0)
  await using server = await startCorpusServer(exchanges)
  const folder = mkdtempSync(join(tmpdir(), 'rewind-determinism-'))
  onTestFinished(() => {
    uninstall()
    rmSync(folder, { recursive: true, force: true })
  })
  install({ hosts: [new URL(server.origin).host] })
  for (const name of ['first', 'second']) {
    for (const [index, exchange] of exchanges.entries()) {
      const send = async (): Promise<void> => {
        for (const client of Object.values(CLIENTS)) await client(exchange, { index, origin: server.origin })
      }
      await withCassette(`exchange ${index}`, send, {
        mode: 'record',
        recordErrors: true,
        cassettes: join(folder, name),
      })
    }
  }
  const [first, second] = ['first', 'second'].map((name) =>
    readdirSync(join(folder, name), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.yaml'))
      .toSorted()
      .map((path) => `${path}\n${withoutTimes(readFileSync(join(folder, name, path), 'utf8'))}`),
  )
  expect(first).toHaveLength(exchanges.length)
  expect(second).toEqual(first)
})
