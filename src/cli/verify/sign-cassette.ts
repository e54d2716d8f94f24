import { serializeCassette } from '../../cassette/form/serialize.ts'
import { fingerprintRules } from '../../key/key-rules.ts'
import { requestKey } from '../../key/request-key.ts'
import { sha256 } from '../../process/sha256.ts'
import type { KnownCassette } from '../names/known-cassettes.ts'
import type { Project } from '../project.ts'

/**
 * Writes a cassette anew with the keys and digests that its requests have now.
 *
 * @throws {RewindCassetteError} when it cannot be read or written
 */
export function signCassette(project: Project, cassette: KnownCassette): void {
  const options = project.options()
  const { header, entries } = cassette.open()
  const calls = entries.map((entry) => {
    const call = entry.call()
    return { ...call, key: requestKey(call.request, options) }
  })
  const rules = fingerprintRules(options)
  const named = { rewind: header.rewind, test: header.test, ...(rules === undefined ? {} : { rules }) }
  project.store.write(cassette.path, serializeCassette(named, calls, sha256))
}
