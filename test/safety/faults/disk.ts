import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { createDiskStore } from '../../../src/cassette/disk/store.ts'
import { textOf } from '../../helpers/json-value.ts'
import { assertThat, NotPossibleHere, type Fault } from './fault.ts'
import { LARGE_CASSETTES } from './large-cassettes.ts'

const run = promisify(execFile)
const WRITE_ONCE = `"${process.execPath}" "${join(import.meta.dirname, 'write-once.ts')}" "$ROOT"`

/** Writes over a good cassette under a shell's limits, which hold for that shell only. */
async function writeUnder(script: string, expected: RegExp): Promise<string> {
  const root = mkdtempSync(join(tmpdir(), 'rewind-disk-'))
  mkdirSync(join(root, 'cassettes'))
  const [first] = LARGE_CASSETTES
  if (first !== undefined) createDiskStore(root).write(join(root, 'cassettes/chat.yaml'), first)
  const { stdout } = await run('sh', ['-c', script.replace('WRITE', WRITE_ONCE)], {
    env: { ...process.env, ROOT: root },
  })
  const result: unknown = JSON.parse(stdout)
  const message = textOf(result, 'message')
  assertThat(textOf(result, 'code') === 'REWIND_CASSETTE_WRITE', `it was not refused: ${stdout}`)
  assertThat(
    message.startsWith('cassettes/chat.yaml cannot be written: ') && expected.test(message),
    `the error says something else: ${message}`,
  )
  assertThat(stdout.includes('"isSame":true,"number":0'), `the old cassette is another one: ${stdout}`)
  assertThat(
    readdirSync(join(root, 'cassettes')).every((name) => !name.endsWith('.tmp')),
    'a half-written file is left',
  )
  rmSync(root, { recursive: true })
  return `${expected.exec(message)?.[0] ?? ''}, and the old cassette is intact`
}

// Mounts need a namespace of their own, which not every machine gives.
async function mounted(mount: string, expected: RegExp): Promise<string> {
  try {
    await run('unshare', ['-rm', 'true'])
  } catch (error) {
    throw new NotPossibleHere('no mount namespaces on this machine', { cause: error })
  }
  return writeUnder(`unshare -rm sh -c 'set -e; ${mount}; WRITE'`.replaceAll('\n', ' '), expected)
}

const CHECKED =
  'an error with the name of the cassette and the reason; the old file byte for byte; nothing half-written is left'

export const DISK: readonly Fault[] = [
  {
    fault: 'the disk is full',
    injected: 'the folder is a file system with room for one cassette only',
    checked: CHECKED,
    run: () =>
      mounted(
        'cp -r "$ROOT/cassettes" "$ROOT/copy"; mount -t tmpfs -o size=1100k tmpfs "$ROOT/cassettes"; cp -r "$ROOT"/copy/. "$ROOT/cassettes"; rm -r "$ROOT/copy"',
        /ENOSPC/,
      ),
  },
  {
    fault: 'the folder is read-only',
    injected: 'the folder is mounted read-only',
    checked: CHECKED,
    run: () =>
      mounted('mount --bind "$ROOT/cassettes" "$ROOT/cassettes"; mount -o remount,ro,bind "$ROOT/cassettes"', /EROFS/),
  },
  {
    fault: 'a file may not grow any further',
    injected: 'the process has a limit for the size of files (ulimit -f)',
    checked: CHECKED,
    run: () => writeUnder('ulimit -f 100; WRITE', /EFBIG/),
  },
]
