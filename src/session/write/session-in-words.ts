import { isKnownSession, readSession, readSessionMedia, type SessionSource } from '../../answers/read-session.ts'
import type { Call } from '../../cassette/call.ts'
import type { PlainValue } from '../../cassette/form/write-yaml.ts'
import { describeChoice, describeError, describePart, namesOfMedia } from './parts-in-words.ts'

/**
 * Puts a WebSocket session in words: what was said, in order, with the role of whoever is not the model.
 *
 * @returns undefined where its messages are all that can be said
 */
export function sessionInWords(socket: SessionSource): PlainValue | undefined {
  if (!isKnownSession(socket)) return undefined
  const names = namesOfMedia(readSessionMedia(socket))
  const { messages, error } = readSession(socket)
  const said = messages.flatMap(({ role, parts, finish }) =>
    role === 'assistant' || role === 'tool'
      ? describeChoice({ parts, finish }, names)
      : parts.map((part) => ({ [role]: Object.values(describePart(part, names))[0] ?? '' })),
  )
  const all = error === undefined ? said : [...said, describeError(error)]
  return all.length === 0 ? undefined : all
}

/**
 * Finds the sounds that the words of a session name: its messages have them piece by piece.
 *
 * @returns bytes by file name
 */
export function soundsOfSession({ response }: Call): ReadonlyMap<string, Uint8Array> {
  if (response.socket === undefined || !isKnownSession(response.socket)) return new Map()
  const media = readSessionMedia(response.socket)
  const names = namesOfMedia(media)
  return new Map(
    [...media].flatMap(([hash, { bytes }]) => {
      const name = names.get(hash)
      return name === undefined ? [] : [[name, bytes]]
    }),
  )
}
