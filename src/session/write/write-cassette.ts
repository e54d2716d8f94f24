import type { Call } from '../../cassette/call.ts'
import { serializeCassette } from '../../cassette/serialize.ts'
import { fingerprintRules } from '../../key/key-rules.ts'
import { requestKey } from '../../key/request-key.ts'
import { sha256 } from '../../process/sha256.ts'
import type { Secret } from '../../redact/secrets.ts'
import type { SessionInput } from '../session-input.ts'
import { assertNoSecrets } from './assert-no-secrets.ts'

/** What an attempt leaves. */
interface Recordings {
  /** Undefined when the cassette stays as it is. */
  readonly calls: readonly Call[] | undefined
  readonly secrets: readonly Secret[]
}

/**
 * Writes the cassette of an attempt, or removes it where nothing is left for it.
 *
 * @param recordings - its calls, and the secrets that must not be among them
 * @returns what is to be said about it; undefined where all is well
 * @throws {RewindSecretError} when a secret would be written
 * @throws {RewindCassetteError} when the disk refuses
 */
export async function writeCassette(session: SessionInput, recordings: Recordings): Promise<string | undefined> {
  const { cassette, store, names } = session
  const { calls, secrets } = recordings
  if (calls === undefined) return undefined
  if (calls.length === 0) {
    if (cassette.base() !== undefined) store.remove(cassette.path)
    return undefined
  }
  const rules = fingerprintRules(session.options())
  // Calls that stay from before have keys of the rules that held then.
  const isRekeyed = cassette.base() !== undefined && cassette.base()?.header.rules !== rules
  const kept = isRekeyed ? calls.map((call) => ({ ...call, key: requestKey(call.request, session.options()) })) : calls
  const serialized = serializeCassette(
    { rewind: 1, test: names.test, ...(rules === undefined ? {} : { rules }) },
    kept,
    sha256,
  )
  await assertNoSecrets(names, { serialized, calls: kept, secrets })
  if (store.write(cassette.path, serialized) === 'written') return undefined
  return `${names.cassette} was changed while the test ran, by another process or by hand: this run's recording took its place`
}
