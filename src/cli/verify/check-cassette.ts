import { readFileSync } from 'node:fs'

import type { CassetteEntry } from '../../cassette/cassette.ts'
import { RewindCassetteError } from '../../errors.ts'
import { fingerprintRules } from '../../key/key-rules.ts'
import { requestKey } from '../../key/request-key.ts'
import type { ResolvedOptions } from '../../options/options.ts'
import type { Finding } from '../json-reports.ts'
import type { KnownCassette } from '../names/known-cassettes.ts'
import { findingOf } from './findings.ts'
import { findUnknownFields } from './unknown-fields.ts'

/** Reads every call of a cassette exactly: keys, digests, references and side files. */
export function checkCassette(cassette: KnownCassette, options: ResolvedOptions): readonly Finding[] {
  const { file } = cassette
  try {
    const { header, entries } = cassette.open()
    // Keys of other rules are computed anew when the cassette is opened.
    const isOfTheseRules = header.rules === fingerprintRules(options)
    return [
      ...entries.flatMap((entry) => checkEntry(file, entry, isOfTheseRules ? options : undefined)),
      ...checkFields(cassette),
    ]
  } catch (error) {
    if (error instanceof RewindCassetteError) return [findingOf(file, error)]
    throw error
  }
}

function checkFields({ file, path }: KnownCassette): readonly Finding[] {
  return findUnknownFields(readFileSync(path, 'utf8')).map(({ line, name }) => ({
    file,
    line,
    kind: 'field',
    message: `the format has no field ${name}: what it says has no effect`,
    remedy: 'correct its name, or delete the line',
  }))
}

function checkEntry(file: string, entry: CassetteEntry, options: ResolvedOptions | undefined): readonly Finding[] {
  const place = { file, line: entry.line, call: entry.number }
  try {
    const call = entry.call()
    const key = options === undefined ? undefined : requestKey(call.request, options)
    // A formatter changes the text of a request, and not what it says.
    const edits = [
      ...(!entry.hasIntactRequest() && (key === undefined || key !== entry.key)
        ? ['the request was edited since it was recorded']
        : []),
      ...(entry.hasIntactAnswer() ? [] : ['the answer was edited: no model said it']),
    ]
    if (edits.length > 0) return edits.map((message) => ({ ...place, kind: 'edited', message, remedy: SIGN }))
    if (key === undefined || entry.key === undefined || key === entry.key) return []
    return [
      {
        ...place,
        kind: 'key',
        message: 'the key does not belong to the request: no request finds this call',
        remedy: SIGN,
      },
    ]
  } catch (error) {
    if (error instanceof RewindCassetteError) return [{ ...place, ...findingOf(file, error) }]
    throw error
  }
}

const SIGN = 'if that is meant, npx rewind verify --sign; else restore the file from version control'
