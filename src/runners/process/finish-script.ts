import { leaveOrSay } from '../report/leave-or-say.ts'
import { TestFile } from '../test-file.ts'

/** A script that has ended. */
export interface EndedScript {
  /** Absolute path of its file. */
  readonly file: string
  /** The folder that its processes share; missing where it made no call, and had some to make. */
  readonly folder?: string
  readonly isPassed: boolean
  /** The commands that record it again. */
  readonly commands: { readonly update: string; readonly record: string }
}

/**
 * Judges and writes the calls of a script that has ended, and of what it started.
 *
 * @param ended - JSON of an {@link EndedScript}
 * @returns what it fails with
 */
export async function finishScript(ended: string): Promise<readonly Error[]> {
  const script: EndedScript = JSON.parse(ended)
  const { folder, isPassed, commands } = script
  const file = new TestFile(script.file, {
    rerecord: (command) => commands[command],
    ...(folder === undefined ? {} : { takenOver: folder }),
  })
  const results = await file.close({ isComplete: isPassed })
  const reports = results.map(({ report }) => file.reportAsTest(report))
  leaveOrSay(reports, { subject: file.name })
  return results.flatMap(({ error }) => error ?? [])
}
