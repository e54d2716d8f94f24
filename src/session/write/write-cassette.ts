import type { Call, RecordedRequest } from '../../cassette/call.ts'
import { serializeCassette, type SerializedCassette } from '../../cassette/form/serialize.ts'
import { FORMAT_VERSION } from '../../cassette/read/scan.ts'
import { mayReplaceUnreadable } from '../../decide.ts'
import { RewindCassetteError } from '../../errors.ts'
import { fingerprintRules } from '../../key/key-rules.ts'
import { requestKey } from '../../key/request-key.ts'
import { sha256 } from '../../process/sha256.ts'
import type { Secret } from '../../redact/secrets.ts'
import type { SessionInput } from '../session-input.ts'
import { assertNoSecrets } from './assert-no-secrets.ts'
import type { QuietCalls } from './quiet-calls.ts'

/** What an attempt leaves. */
interface Recordings {
  readonly calls: readonly Call[]
  /** What must not be among them. */
  readonly secrets: readonly Secret[]
}

/**
 * Writes the cassette of an attempt, or removes it where nothing is left for it.
 *
 * @returns what is to be said about it; undefined where all is well
 * @throws {RewindSecretError} when a secret would be written
 * @throws {RewindCassetteError} when the disk refuses, or what is there cannot be read and must not be replaced
 */
export async function writeCassette(session: SessionInput, recordings: Recordings): Promise<string | undefined> {
  const { cassette, store, names } = session
  const { calls } = recordings
  if (calls.length === 0) {
    if (cassette.base() !== undefined) store.remove(cassette.path)
    return undefined
  }
  const quiet = await keepWhatSaysTheSame(session, calls)
  if (quiet.isSame) {
    cassette.unfinished.clear()
    return undefined
  }
  const serialized = await serializeSafely(session, { ...recordings, calls: quiet.calls })
  const written = store.write(cassette.path, serialized)
  cassette.unfinished.clear()
  if (quiet.unreadable !== undefined) return `${quiet.unreadable}: it was recorded anew`
  if (written === 'written') return undefined
  return `${names.cassette} was changed while the test ran, by another process or by hand: this run's recording took its place`
}

/**
 * Checks the calls of an attempt that did not pass: they were kept as they came, and the next run finds them.
 *
 * @throws {RewindSecretError} when there is a secret in them: then they are removed
 */
export async function leaveUnfinished(session: SessionInput, recordings: Recordings): Promise<void> {
  if (recordings.calls.length > 0) await serializeSafely(session, recordings)
}

interface CallsToWrite extends QuietCalls {
  /** What is wrong with the cassette that was there, where it could not be compared. */
  readonly unreadable?: string
}

// What only writing needs is loaded now: most runs write nothing.
async function keepWhatSaysTheSame(session: SessionInput, calls: readonly Call[]): Promise<CallsToWrite> {
  const { keepQuiet } = await import('./quiet-calls.ts')
  const { maxAge, mode } = session.options()
  const by = {
    keyOf: (request: RecordedRequest) => requestKey(request, session.options()),
    rules: session.options(),
    isStale: ({ recordedAt }: Call) =>
      maxAge !== undefined && session.now().getTime() - Date.parse(recordedAt) > maxAge,
  }
  try {
    const old = session.cassette.base()?.entries ?? []
    const quiet = keepQuiet({ ...by, calls: rekey(session, calls), old })
    return { calls: quiet.calls, isSame: quiet.isSame && !isRekeyed(session) }
  } catch (error) {
    const isBroken = error instanceof RewindCassetteError && error.code === 'REWIND_CASSETTE'
    if (!isBroken || !mayReplaceUnreadable(mode)) throw error
    return { ...keepQuiet({ ...by, calls, old: [] }), unreadable: error.summary }
  }
}

async function serializeSafely(session: SessionInput, { calls, secrets }: Recordings): Promise<SerializedCassette> {
  const { cassette, names } = session
  const rules = fingerprintRules(session.options())
  const header = { rewind: FORMAT_VERSION, test: names.test, ...(rules === undefined ? {} : { rules }) }
  const serialized = await withSounds(serializeCassette(header, calls, sha256), calls)
  try {
    await assertNoSecrets(names, { serialized, calls, secrets })
  } catch (error) {
    cassette.unfinished.drop()
    throw error
  }
  return serialized
}

// The answer of a session names its sounds whole.
async function withSounds(serialized: SerializedCassette, calls: readonly Call[]): Promise<SerializedCassette> {
  if (calls.every(({ response, answer }) => response.socket === undefined || answer === undefined)) return serialized
  const { soundsOfSession } = await import('./session-in-words.ts')
  return {
    ...serialized,
    files: new Map([...serialized.files, ...calls.flatMap((call) => [...soundsOfSession(call)])]),
  }
}

function isRekeyed({ cassette, options }: SessionInput): boolean {
  return cassette.base() !== undefined && cassette.base()?.header.rules !== fingerprintRules(options())
}

// Calls that stay from before have keys of the rules that held then.
function rekey(session: SessionInput, calls: readonly Call[]): readonly Call[] {
  if (!isRekeyed(session)) return calls
  return calls.map((call) => ({ ...call, key: requestKey(call.request, session.options()) }))
}
