import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { divergenceSurvivesRetry } from '../../decide.ts'
import type { SessionResult } from '../../session/session-input.ts'
import { parseJson } from '../../text/decode/parse-json.ts'
import { isRecord } from '../../text/unknown/is-record.ts'
import { loadRarelyNeeded } from '../load-rarely-needed.ts'

/** The parts of Playwright's `TestInfo` that distinguish the attempts of a test. */
export interface RetriedTest {
  readonly testId: string
  /** The number of the attempt, from 0. */
  readonly retry: number
  /** Its output folder is emptied before every run, and shared by all processes of the run. */
  readonly project: { readonly outputDir: string }
}

/**
 * Lets what an attempt failed with outlive a retry that passes. Playwright starts a new process after a failure: it is
 * kept in a file between them.
 *
 * @param result - what came of this attempt
 * @returns what the attempt fails with
 */
export function failWithEarlier(test: RetriedTest, { error, report }: SessionResult): Error | undefined {
  const file = join(test.project.outputDir, '.rewind', `${test.testId}.json`)
  // Left by a run that was interrupted.
  if (test.retry === 0) rmSync(file, { force: true })
  if (error === undefined) return test.retry === 0 ? undefined : readError(file)
  if (divergenceSurvivesRetry(report.mode)) {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, JSON.stringify({ name: error.name, message: error.message, stack: error.stack }))
  }
  return error
}

function readError(file: string): Error | undefined {
  const kept = parseJson(readIfThere(file))
  if (!isRecord(kept)) return undefined
  const { name, message, stack } = kept
  return loadRarelyNeeded().sayEarlierAttempt(
    Object.assign(new Error(String(message)), { name: String(name), stack: String(stack) }),
  )
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    // Earlier attempts failed by themselves.
    return ''
  }
}
