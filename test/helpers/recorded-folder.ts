import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { withCassette } from 'rewind'

/** A folder under git, with one cassette. */
export interface RecordedFolder extends Disposable {
  readonly path: string
  /** Records calls into the cassette. */
  readonly record: (send: () => Promise<void>) => Promise<void>
  /** Replays calls from the cassette in strict. */
  readonly replay: (send: () => Promise<void>) => Promise<void>
  /** Records, commits, records again, and counts the lines that differ. */
  readonly changedLines: (first: () => Promise<void>, second?: () => Promise<void>) => Promise<number>
  /** The cassette that was written. */
  readonly written: () => string
  /** Writes the cassette as a person edits it. */
  readonly edit: (change: (text: string) => string) => void
}

/** Makes a folder that cassettes are recorded into, and compared in by git. */
export function makeRecordedFolder(): RecordedFolder {
  const path = mkdtempSync(join(tmpdir(), 'rewind-recorded-'))
  const file = join(path, 'calls.yaml')
  const git = (...parameters: readonly string[]): string =>
    execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@example.test', ...parameters], {
      cwd: path,
      encoding: 'utf8',
    })
  git('init', '--quiet')
  // As `rewind init` has it.
  writeFileSync(join(path, '.gitattributes'), '.files/* binary\n')
  const record = (send: () => Promise<void>): Promise<void> =>
    withCassette('calls', send, { mode: 'record', cassettes: path })
  return {
    path,
    record,
    replay: (send) => withCassette('calls', send, { mode: 'strict', cassettes: path }),
    async changedLines(first, second = first) {
      await record(first)
      git('add', '--all')
      git('commit', '--quiet', '--message', 'first')
      await record(second)
      git('add', '--all')
      const lines = git('diff', '--cached', '--numstat', '--no-renames').trim().split('\n').filter(Boolean)
      return lines.flatMap(countsOf).reduce((sum, count) => sum + count, 0)
    },
    written: () => readFileSync(file, 'utf8'),
    edit: (change) => writeFileSync(file, change(readFileSync(file, 'utf8'))),
    [Symbol.dispose]() {
      rmSync(path, { recursive: true, force: true })
    },
  }
}

// Of a file that git takes for binary there are none.
function countsOf(line: string): readonly number[] {
  return line
    .split('\t')
    .slice(0, 2)
    .map((count) => (count === '-' ? 0 : Number(count)))
}
