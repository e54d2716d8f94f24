import { EventStreamCodec } from '@smithy/eventstream-codec'

/** What an answer says. */
interface Said {
  /** Of the request: the answer repeats it. */
  readonly prompt: string
}

/** Makes the answer of a dialect. */
export type Wire = (said: Said) => { readonly type: string; readonly pieces: readonly (string | Uint8Array)[] }

/** A server-sent event. */
export const event = (data: unknown, name?: string): string =>
  `${name === undefined ? '' : `event: ${name}\n`}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`
/** One with a name. */
export const named = (data: { readonly type: string; readonly [name: string]: unknown }): string =>
  event(data, data.type)
/** A JSON body. */
export const json = (body: unknown): ReturnType<Wire> => ({ type: 'application/json', pieces: [JSON.stringify(body)] })
/** A stream of events. */
export const stream = (pieces: readonly string[]): ReturnType<Wire> => ({ type: 'text/event-stream', pieces })
/** A stream of frames. */
export const frames = (pieces: readonly Uint8Array[]): ReturnType<Wire> => ({
  type: 'application/vnd.amazon.eventstream',
  pieces,
})
const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes).toString('utf8'),
  (text) => Buffer.from(text, 'utf8'),
)
/** A frame of an AWS event stream. */
export const frame = (name: string, body: object): Uint8Array =>
  codec.encode({
    headers: {
      ':event-type': { type: 'string', value: name },
      ':content-type': { type: 'string', value: 'application/json' },
      ':message-type': { type: 'string', value: 'event' },
    },
    body: Buffer.from(JSON.stringify(body)),
  })

/** What every model says. */
export const said = (prompt: string): string => `Here is what you asked about: ${prompt}. And that is all.`
/** What every model thinks. */
export const thought = (prompt: string): string => `They ask about ${prompt}, so I look it up.`
/** What every model calls its tool with. */
export const ARGUMENTS = { what: 'towns', where: { river: 'Tiber', country: 'Italy' } }
