import type { Call } from '../../cassette/call.ts'
import type { SerializedCassette } from '../../cassette/form/serialize.ts'
import { RewindSecretError, type SecretPlace } from '../../errors.ts'
import { textsOfDeltas } from '../../redact/find/find-in-deltas.ts'
import { findLeaks } from '../../redact/find/find-leaks.ts'
import { createRedactor } from '../../redact/redactor.ts'
import type { Secret } from '../../redact/secrets.ts'
import { decodeUtf8 } from '../../text/decode/decode-utf8.ts'
import type { SessionNames } from '../explain/session-names.ts'
import { locateText } from './locate-text.ts'

/** A cassette that is about to be written. */
export interface Finished {
  readonly serialized: SerializedCassette
  /** What it was made of. */
  readonly calls: readonly Call[]
  /** Secrets of the environment and of requests. */
  readonly secrets: readonly Secret[]
}

const SHOWN = 5

/**
 * Lets a cassette pass only when no secret is found in its finished text or in the binary that it keeps.
 *
 * @param names - the test and its cassette
 * @throws {RewindSecretError} that names the places, never the secret
 */
export async function assertNoSecrets(names: SessionNames, finished: Finished): Promise<void> {
  const places = [
    ...(await placesInText(finished)),
    ...(await placesInMarkup(finished)),
    ...(await placesInBodies(finished)),
  ]
  if (places.length === 0) return
  const distinct = [...new Map(places.map((place) => [JSON.stringify(place), place])).values()]
  throw new RewindSecretError({
    summary: 'what looks like a secret would have been written; the cassette is left as it was',
    details: [
      `  cassette  ${names.cassette}`,
      ...distinct
        .slice(0, SHOWN)
        .map(({ call, path, kind }) => `  found     ${call === 0 ? '' : `call ${call}: `}${path} (${kind})`),
      ...(distinct.length > SHOWN ? [`            and ${distinct.length - SHOWN} more`] : []),
    ],
    remedy: `keep it out of the call, or replace it: redact: [{ pattern: /…/g, as: '<secret>' }] in rewind.config.ts; then ${names.rerecord}`,
    cassette: names.cassette,
    places: distinct,
  })
}

async function placesInText({ serialized: { text }, calls, secrets }: Finished): Promise<readonly SecretPlace[]> {
  // Without the user's rules: they may match what a cassette is made of.
  const redactor = createRedactor({ secrets, rules: [] })
  const leaks = await findLeaks(text, (part) => redactor.findInText(part))
  return leaks.map(({ start, end, kind }) => {
    // A marker or a name in the first column is not the content of a block.
    const documents = text.slice(0, start).split('\n---\n')
    const call = calls[documents.length - 2]
    const side = documents.at(-1)?.match(/\n(?:answer|response):\n/) === null ? 'request' : 'response'
    return {
      call: documents.length - 1,
      path: call === undefined ? 'the name of the test' : locateText(call, side, text.slice(start, end)),
      kind,
    }
  })
}

// Text of a response that is in a file, not in the finished text.
async function placesInMarkup({ serialized: { files }, calls, secrets }: Finished): Promise<readonly SecretPlace[]> {
  const redactor = createRedactor({ secrets, rules: [] })
  const places: SecretPlace[] = []
  for (const [name, bytes] of files) {
    const text = name.endsWith('.html') ? decodeUtf8(bytes) : undefined
    if (text === undefined) continue
    for (const { start, end, kind } of await findLeaks(text, (part) => redactor.findInText(part))) {
      const secret = text.slice(start, end)
      const index = calls.findIndex(({ response }) => Buffer.from(response.body).includes(secret))
      const call = calls[index]
      const path = call === undefined ? name : locateText(call, 'response', secret)
      places.push({ call: index + 1, path, kind })
    }
  }
  return places
}

// What no scanner sees in the finished text: binary, which is kept in base64 or in a file beside the cassette, and
// texts that come over a stream in pieces.
async function placesInBodies({ calls, secrets }: Finished): Promise<readonly SecretPlace[]> {
  const redactor = createRedactor({ secrets, rules: [] })
  const places: SecretPlace[] = []
  for (const [index, call] of calls.entries()) {
    const { streams, binaries } = contentsOf(call)
    for (const [path, bytes] of binaries) {
      const leaks = await findLeaks(Buffer.from(bytes).toString('latin1'), () => redactor.findInBytes(bytes))
      places.push(...leaks.map(({ kind }) => ({ call: index + 1, path, kind })))
    }
    for (const [name, text] of streams) {
      const united = textsOfDeltas(text).join('\n\n')
      const leaks = await findLeaks(united, (part) => redactor.findInText(part))
      // What one event says alone was found in the finished text.
      const spread = leaks.filter(({ start, end }) => !text.includes(united.slice(start, end)))
      places.push(...spread.map(({ kind }) => ({ call: index + 1, path: `${name}, over several events`, kind })))
    }
  }
  return places
}

/** What a call holds, by where it is. */
interface Contents {
  readonly streams: readonly (readonly [name: string, text: string])[]
  readonly binaries: readonly (readonly [path: string, bytes: Uint8Array])[]
}

function contentsOf({ request, response }: Call): Contents {
  const messages = response.socket?.messages ?? []
  const events = messages.flatMap(({ from, data }) => (from === 'server' && typeof data === 'string' ? [data] : []))
  const bodies = (
    [
      ['request', request.body],
      ['response', response.body],
    ] as const
  ).map(([name, bytes]) => ({ name, bytes, text: decodeUtf8(bytes) }))
  return {
    streams: [
      ...bodies.flatMap(({ name, text }) => (text === undefined ? [] : [[name, text] as const])),
      ['messages', events.join('\n')],
    ],
    binaries: [
      ...bodies.flatMap(({ name, bytes, text }) => (text === undefined ? [[`${name} body`, bytes] as const] : [])),
      // Kept in base64, also where it is text.
      ...messages.flatMap(({ data }, index) =>
        typeof data === 'string' ? [] : [[`message ${index + 1}`, data] as const],
      ),
    ],
  }
}
