import { isRecord } from '../text/is-record.ts'
import { brokenCassette, type CassetteSource, type Place } from './broken-cassette.ts'
import type { Call, RecordedResponse, Usage } from './call.ts'
import type { CassetteEntry } from './cassette.ts'
import { resolveContinuation, type Continuation } from './continuation.ts'
import { asCall, decodeDocument, keyOf, readFast } from './decode-document.ts'
import type { JsonObject } from './exact-json.ts'
import { parseCall, parseRequestJson, parseResponse, parseUsage } from './parse-call.ts'
import { digestRequest } from './request-digest.ts'
import type { Document } from './split-documents.ts'

/** The documents of one cassette, each of which may continue an earlier one. */
export interface Documents {
  readonly source: CassetteSource
  readonly calls: RecordedDocument[]
}

/** What is computed once, also where that is nothing. */
interface Computed<Value> {
  readonly value: Value
}

/** Whether a request is as it was written; then the number of the call that it continues, if it does. */
interface Seal {
  readonly isIntact: boolean
  readonly continues: number | undefined
}

type Fields = Readonly<Record<string, unknown>>
type OwnBody = ReturnType<typeof parseRequestJson>

const STORED_KEY = /^key: "([0-9a-f]{64})"\n(?:digest: "([0-9a-f]{16})"\n)?/
/** Bytes that it takes at most. */
const STORED_KEY_LENGTH = 99
/** No text of a request can stand at this margin. */
const CONTINUES = /\n {2}body:\n {4}continues: (\d+)\n/

/**
 * One call of a cassette. A class, since a cassette may have thousands: each takes a tenth of the memory of as many
 * functions.
 */
export class RecordedDocument implements CassetteEntry {
  readonly key: string | undefined
  readonly number: number
  readonly #document: Document
  readonly #documents: Documents
  /** Only the writer's own layout is cut into sections; in any other they may stand in any order and form. */
  readonly #isOurs: boolean
  #whole: Fields | undefined
  #ownBody: Computed<OwnBody> | undefined
  #wholeBody: Computed<JsonObject | undefined> | undefined
  #response: RecordedResponse | undefined
  #usage: Computed<Usage | undefined> | undefined
  #isIntact: boolean | undefined
  #call: Call | undefined

  /**
   * Opens a document: reads its key, and no more where that stands at its beginning.
   *
   * @param number - its 1-based number among the calls
   * @param documents - those before it are there already
   */
  constructor(document: Document, number: number, documents: Documents) {
    const stored = STORED_KEY.exec(document.head(STORED_KEY_LENGTH))?.[1]
    this.number = number
    this.#document = document
    this.#documents = documents
    this.#isOurs = stored !== undefined
    this.key = stored ?? keyOf(this.#readWhole())
  }

  get line(): number {
    return this.#document.line()
  }

  hasIntactRequest(): boolean {
    // Those it continues, up to one of which it is known. No recursion: a conversation may have thousands of turns.
    const chain: RecordedDocument[] = []
    let isIntact = true
    for (let next = this.#documents.calls[this.number - 1]; next !== undefined;) {
      if (next.#isIntact !== undefined) {
        isIntact = next.#isIntact
        break
      }
      chain.push(next)
      const seal: Seal = next.#readSeal()
      const { continues } = seal
      const base: RecordedDocument | undefined =
        continues !== undefined && continues < next.number ? this.#documents.calls[continues - 1] : undefined
      isIntact = seal.isIntact && (continues === undefined || base !== undefined)
      next = isIntact ? base : undefined
    }
    for (const document of chain) document.#isIntact = isIntact
    return isIntact
  }

  response(): RecordedResponse {
    this.#response ??= parseResponse(this.#read('response'), this.#placeOf('response'))
    return this.#response
  }

  usage(): Usage | undefined {
    this.#usage ??= {
      value:
        this.#isOurs && !this.#document.text.includes('\nusage:')
          ? undefined
          : parseUsage(this.#read('usage'), this.#placeOf('usage')),
    }
    return this.#usage.value
  }

  call(): Call {
    this.#call ??= parseCall(this.#readWhole(), {
      document: this.#placeOf('key'),
      request: this.#placeOf('request'),
      body: () => this.#readWholeBody(),
      response: () => this.response(),
      usage: () => this.usage(),
    })
    return this.#call
  }

  #placeOf(name: string): Place {
    const document = this.#document
    const isOurs = this.#isOurs
    return {
      source: this.#documents.source,
      get line() {
        return document.line(isOurs ? Math.max(0, document.text.indexOf(`\n${name}:`) + 1) : 0)
      },
    }
  }

  #readWhole(): Fields {
    const place = this.#placeOf('key')
    this.#whole ??= asCall(decodeDocument(this.#document.text, place), place)
    return this.#whole
  }

  // One entry of the call, without decoding the others where that can be.
  #read(name: string): unknown {
    const { text } = this.#document
    if (!this.#isOurs || !text.includes('\nrecordedAt:')) return this.#readWhole()[name]
    const section = sectionOf(text, name)
    const read = section === undefined ? undefined : readFast(section)
    return read === undefined ? this.#readWhole()[name] : read[name]
  }

  #readSeal(): Seal {
    const digest = STORED_KEY.exec(this.#document.head(STORED_KEY_LENGTH))?.[2]
    const section = digest === undefined ? undefined : sectionOf(this.#document.text, 'request')
    const continues = section === undefined ? undefined : CONTINUES.exec(section)?.[1]
    return {
      isIntact: section !== undefined && digestRequest(section) === digest,
      continues: continues === undefined ? undefined : Number(continues),
    }
  }

  // A JSON body as it stands there, a continuation not resolved yet.
  #readOwnBody(): OwnBody {
    this.#ownBody ??= { value: parseRequestJson(this.#read('request'), this.#placeOf('request')) }
    return this.#ownBody.value
  }

  #readWholeBody(): JsonObject | undefined {
    this.#wholeBody ??= { value: this.#resolveBody() }
    return this.#wholeBody.value
  }

  #resolveBody(): JsonObject | undefined {
    const own = this.#readOwnBody()
    if (own === undefined) return undefined
    if (own.kind === 'json') return isRecord(own.value) ? own.value : undefined
    const { continues } = own.plan
    this.#resolveEarlier(own.plan)
    const earlier = continues < this.number ? this.#documents.calls[continues - 1] : undefined
    const base = earlier === undefined ? undefined : earlier.#readWholeBody()
    const resolved = base === undefined ? undefined : resolveContinuation(base, own.plan)
    if (resolved === undefined)
      throw brokenCassette(this.#placeOf('request'), `continues call ${continues}, which is not there or does not fit`)
    return resolved
  }

  // The oldest first: a conversation of a thousand turns would be a recursion a thousand deep.
  #resolveEarlier(plan: Continuation): void {
    const chain: RecordedDocument[] = []
    let { number } = this
    for (let next: number | undefined = plan.continues; next !== undefined && next < number;) {
      const base: RecordedDocument | undefined = this.#documents.calls[next - 1]
      if (base === undefined) break
      chain.push(base)
      number = next
      const own = base.#readOwnBody()
      next = own?.kind === 'continues' ? own.plan.continues : undefined
    }
    for (const base of chain.toReversed()) base.#readWholeBody()
  }
}

// The text of one top-level entry, its own line included; undefined where it is not there, or twice.
function sectionOf(document: string, name: string): string | undefined {
  const start = document.indexOf(`\n${name}:`) + 1
  if (start === 0 || document.includes(`\n${name}:`, start)) return undefined
  for (let end = document.indexOf('\n', start); end !== -1; end = document.indexOf('\n', end + 1)) {
    if (isKeyStart(document.charCodeAt(end + 1))) return document.slice(start, end + 1)
  }
  return document.slice(start)
}

// A letter or a quote at the margin.
function isKeyStart(code: number): boolean {
  return code === 0x22 || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a)
}
