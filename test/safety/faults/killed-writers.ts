import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

import { createDiskStore } from '../../../src/cassette/disk/store.ts'
import { assertThat, type Fault } from './fault.ts'
import { numberOf } from './large-cassettes.ts'

const LONGEST_WAIT_MS = 60

/** Kills a writer at a moment that nobody chose. */
async function killWriter(folder: string): Promise<void> {
  const writer = spawn(process.execPath, [join(import.meta.dirname, 'endless-writer.ts'), folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(writer.stdout, 'data')
  await wait(Math.random() * LONGEST_WAIT_MS)
  writer.kill('SIGKILL')
  const [code, signal] = await once(writer, 'exit')
  assertThat(signal === 'SIGKILL', `the writer ended by itself: ${code}`)
}

// A folder is empty at first: there the old cassette is none.
async function killOften(times: number): Promise<string> {
  let whole = 0
  let within = 0
  for (let round = 0; round < times; round += 4) {
    const folder = mkdtempSync(join(tmpdir(), 'rewind-kill-'))
    let wasThere = false
    for (let kill = 0; kill < Math.min(4, times - round); kill += 1) {
      await killWriter(folder)
      const cassette = createDiskStore(folder).read(join(folder, 'chat.yaml'))
      assertThat(cassette !== undefined || !wasThere, 'the cassette is gone')
      assertThat(
        cassette === undefined || numberOf(cassette) !== undefined,
        'the cassette is neither the old one nor the new one',
      )
      wasThere = cassette !== undefined
      if (wasThere) whole += 1
      const leftovers = readdirSync(folder).filter((name) => name.endsWith('.tmp'))
      if (leftovers.length > 0) within += 1
      for (const name of leftovers) rmSync(join(folder, name))
    }
    rmSync(folder, { recursive: true })
  }
  return `${times} kills, ${within} of them while a file was being written; ${whole} whole cassettes, ${times - whole} before the first was there`
}

export const KILLED_WRITERS: readonly Fault[] = [
  {
    fault: 'SIGKILL while a cassette is written',
    injected: `a process that writes two cassettes in turn is killed after a random time of up to ${LONGEST_WAIT_MS} ms`,
    checked: 'the old cassette or the new one is there, whole, with the file beside it',
    run: (amount) => killOften(amount === 'all' ? 200 : 4),
  },
]
