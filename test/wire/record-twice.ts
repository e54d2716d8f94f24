import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { install, uninstall, withCassette } from 'rewind'

import { assertValid } from '../helpers/cassette-schema.ts'
import type { Exchange } from '../helpers/samples/exchange.ts'
import { CLIENTS } from './exchange-clients.ts'
import { startExchangeServer } from './exchange-server.ts'

/**
 * Records the same exchanges twice, into folders of their own.
 *
 * @returns the texts of the cassettes of both, without times
 */
export async function recordTwice(exchanges: readonly Exchange[]): Promise<readonly (readonly string[])[]> {
  await using server = await startExchangeServer(exchanges)
  const folder = mkdtempSync(join(tmpdir(), 'rewind-determinism-'))
  install({ hosts: [new URL(server.origin).host] })
  try {
    for (const name of ['first', 'second']) await recordAll(exchanges, server.origin, join(folder, name))
    return ['first', 'second'].map((name) => textsIn(join(folder, name)))
  } finally {
    uninstall()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function recordAll(exchanges: readonly Exchange[], origin: string, cassettes: string): Promise<void> {
  for (const [index, exchange] of exchanges.entries()) {
    const send = async (): Promise<void> => {
      for (const client of Object.values(CLIENTS)) await client(exchange, { index, origin })
    }
    await withCassette(`exchange ${index}`, send, { mode: 'record', recordErrors: true, cassettes })
  }
}

function textsIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.yaml'))
    .toSorted()
    .map((path) => {
      const text = readFileSync(join(folder, path), 'utf8')
      assertValid(text)
      return `${path}\n${withoutTimes(text)}`
    })
}

/** Leaves out what a clock says. */
function withoutTimes(text: string): string {
  return text
    .replaceAll(/,"times":"[^"]*"/g, '')
    .replaceAll(/"(at|more)":"[^"]*"/g, '"$1":"-"')
    .replaceAll(/"ms":\[[^\]]*\]/g, '"ms":[]')
}
