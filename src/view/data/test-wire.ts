import type { Bytes } from './test-detail.ts'

/** The exact exchanges of one test: decoded when the wire or the stream of a call is opened. */
export interface TestWire {
  /** In the order of the calls. */
  readonly calls: readonly CallWire[]
}

/** One exchange. */
export interface CallWire {
  readonly key: string
  readonly requestHeaders: readonly HeaderLine[]
  readonly requestBody: WireBody
  readonly statusText: string
  readonly responseHeaders: readonly HeaderLine[]
  readonly responseBody: WireBody
  /** Size in bytes and time in milliseconds of each piece, in turn: size, time, size, time. */
  readonly chunks: readonly number[]
  readonly trailers: readonly HeaderLine[]
}

/** Name and value. */
export type HeaderLine = readonly [name: string, value: string]

/** A body. Bodies of agents grow by what is added: such a one names the call whose body it repeats. */
export type WireBody =
  | (Bytes & { readonly cut?: number })
  | {
      readonly kind: 'like'
      /** Place of the call whose request body it is like. */
      readonly call: number
      /** Characters at its beginning and at its end that are the same. */
      readonly head: number
      readonly tail: number
      /** What is between them. */
      readonly middle: string
    }
