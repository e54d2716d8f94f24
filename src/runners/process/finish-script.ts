import { leaveOrSay } from '../report/leave-or-say.ts'
import { TestFile } from '../test-file.ts'

/**
 * Judges and writes the calls of a script that has ended, and of what it started.
 *
 * @param words - the folder that they share, empty where there is none, the file of the script, how it ended, and the
 *   command that records it again
 * @returns what it fails with
 */
export async function finishScript(words: readonly string[]): Promise<readonly Error[]> {
  const [folder = '', script = '', outcome = '', command = ''] = words
  const file = new TestFile(script, {
    rerecord: (mode) => command.replace('--mode update', `--mode ${mode}`),
    // It made no call, and had some to make.
    ...(folder === '' ? {} : { takenOver: folder }),
  })
  const results = await file.close({ isComplete: outcome === 'passed' })
  const reports = results.map(({ report }) => file.reportAsTest(report))
  leaveOrSay(reports, { subject: file.name })
  return results.flatMap(({ error }) => error ?? [])
}
