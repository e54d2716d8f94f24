import type { CassetteEntry } from '../cassette/cassette.ts'
import { fingerprintRules } from '../key/key-rules.ts'
import { requestKey } from '../key/request-key.ts'
import type { ResolvedOptions } from '../options/options.ts'
import type { Secret } from '../redact/secrets.ts'
import { startPlayback, type Playback } from './playback.ts'
import { createRequestRedactor, type RawRequest, type RedactedRequest, type RequestRedactor } from './redact-request.ts'
import type { SessionInput } from './session-input.ts'

/** A request without its secrets, its key, and what was found by that. */
interface LookedUp extends RedactedRequest {
  readonly key: string
  /** Not taken yet; undefined where the cassette has no answer left. */
  readonly hit: CassetteEntry | undefined
}

/** The cassette of one session, and the way that requests find their calls on it. */
export interface LookUp {
  /** @throws {RewindCassetteError} when the cassette cannot be read */
  find(raw: RawRequest, options: ResolvedOptions): LookedUp
  /** @throws {RewindCassetteError} when the cassette cannot be read */
  playback(): Playback
  /** Lists the secrets of the environment and of the requests so far; none before the first one. */
  secrets(): readonly Secret[]
}

/**
 * Makes the look-up of one session. Nothing is read before the first request.
 *
 * @param input - the cassette, the options and the environment
 */
export function createLookUp(input: Pick<SessionInput, 'cassette' | 'options' | 'variables'>): LookUp {
  const { cassette, options, variables } = input
  let playback: Playback | undefined
  let redactor: RequestRedactor | undefined
  const open = (): Playback =>
    (playback ??= startPlayback(
      cassette.base(),
      (request) => requestKey(request, options()),
      fingerprintRules(options()),
    ))
  return {
    find(raw, inForce) {
      redactor ??= createRequestRedactor(variables)
      const redacted = redactor.redact(raw, inForce)
      const key = requestKey(redacted.request, inForce)
      return { ...redacted, key, hit: open().find(key, inForce.repeats) }
    },
    playback: open,
    secrets: () => redactor?.secrets() ?? [],
  }
}
