import { isRecord, type UnknownRecord } from '../../text/unknown/is-record.ts'
import type { Call, RecordedResponse, Usage } from '../call.ts'
import type { CassetteEntry } from '../cassette.ts'
import { resolveContinuation } from '../form/continuation.ts'
import { digestAnswer, digestRequest, sealOf } from '../form/digest.ts'
import { readMetaLine, readStored, STORED_LENGTH } from '../form/meta.ts'
import { readRequestValue, referencesIn } from '../form/request-value.ts'
import type { PlainValue } from '../form/write-yaml.ts'
import { isPlain } from '../template/fill/read-template.ts'
import { brokenCassette, type CassetteSource, type Place } from './broken-cassette.ts'
import { asCall, decodeDocument, readFast } from './decode-document.ts'
import { readFields } from './field-reader.ts'
import { parseRequest, parseRequestJson, type RequestJson } from './parse-request.ts'
import { parseResponse, parseUsage } from './parse-response.ts'
import { sectionOf } from './section.ts'
import type { Document } from './split-documents.ts'

/** The documents of one cassette, each of which may refer to others. */
export interface Documents {
  readonly source: CassetteSource
  readonly calls: RecordedDocument[]
}

/** What is computed once, also where that is nothing. */
interface Computed<Value> {
  readonly value: Value
}

/**
 * One call of a cassette. A class, since a cassette may have thousands: each takes a tenth of the memory of as many
 * functions.
 */
export class RecordedDocument implements CassetteEntry {
  readonly key: string | undefined
  readonly number: number
  readonly #document: Document
  readonly #documents: Documents
  /** Only the writer's own layout is cut into sections; in any other they may be in any order and form. */
  readonly #isOurs: boolean
  #whole: UnknownRecord | undefined
  #meta: UnknownRecord | undefined
  #answer: Computed<PlainValue | undefined> | undefined
  #ownBody: Computed<RequestJson | undefined> | undefined
  #wholeBody: Computed<PlainValue | undefined> | undefined
  #response: RecordedResponse | undefined
  #isIntact: boolean | undefined
  #call: Call | undefined

  /**
   * Opens a document: reads its key, and no more where that is in its last line.
   *
   * @param number - its 1-based number among the calls
   */
  constructor(document: Document, number: number, documents: Documents) {
    const stored = readStored(document.tail(STORED_LENGTH))
    this.number = number
    this.#document = document
    this.#documents = documents
    this.#isOurs = stored !== undefined
    const key: unknown = stored === undefined ? this.#readMeta()['key'] : stored.key
    this.key = typeof key === 'string' && key !== '' ? key : undefined
  }

  get line(): number {
    return this.#document.line()
  }

  /**
   * Makes sure that the document was not cut off: it must have its last line. Without it, the file may end in the
   * middle of a text, which would pass for a shorter one.
   *
   * @throws {RewindCassetteError} when it was
   */
  assertWhole(): void {
    if (this.#isOurs || isRecord(this.#readWhole()['meta'])) return
    throw brokenCassette(this.#placeOf('request'), "is a call without 'meta': the end of the file may be missing", {
      remedy:
        "restore the file from version control, or record the test again (npx rewind record); a call that was written by hand ends with 'meta: {}'",
    })
  }

  hasIntactRequest(): boolean {
    // Those it refers to, up to one of which it is known. No recursion: a conversation may have thousands of turns.
    const seen = new Set<RecordedDocument>()
    const open: RecordedDocument[] = [this]
    let isIntact = true
    for (let next = open.pop(); next !== undefined && isIntact; next = open.pop()) {
      if (seen.has(next)) continue
      seen.add(next)
      if (next.#isIntact === undefined) isIntact = next.#isSealed(open)
      else isIntact = next.#isIntact
    }
    if (isIntact) for (const document of seen) document.#isIntact = true
    else this.#isIntact = false
    return isIntact
  }

  hasIntactAnswer(): boolean {
    const written = this.#readMeta()['answer']
    const answer = this.answer()
    return answer === undefined ? written === undefined : written === digestAnswer(answer)
  }

  answer(): PlainValue | undefined {
    if (this.#answer === undefined) {
      const value = this.#read('answer')
      this.#answer = { value: isPlain(value) ? value : undefined }
    }
    return this.#answer.value
  }

  response(): RecordedResponse {
    this.#response ??= parseResponse(this.#read('response'), this.#placeOf('response'), {
      answer: () => this.answer(),
      request: () => this.#readWholeBody(),
      meta: this.#readMeta(),
    })
    return this.#response
  }

  usage(): Usage | undefined {
    return parseUsage(this.#readMeta()['usage'], this.#placeOf('meta'))
  }

  call(): Call {
    this.#call ??= this.#readCall()
    return this.#call
  }

  #readCall(): Call {
    const meta = this.#readMeta()
    const usage = this.usage()
    const answer = this.answer()
    const document = asCall(this.#readWhole(), this.#placeOf('request'))
    return {
      key: this.key ?? '',
      request: parseRequest(document['request'], this.#placeOf('request'), this.#readWholeBody()),
      response: this.response(),
      ...(answer === undefined ? {} : { answer }),
      ...(usage === undefined ? {} : { usage }),
      recordedAt: readFields(meta, this.#placeOf('meta')).text('at', ''),
      ...(meta['late'] === true ? { late: true } : {}),
    }
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

  #readWhole(): UnknownRecord {
    const place = this.#placeOf('request')
    this.#whole ??= asCall(decodeDocument(this.#document.text, place), place)
    return this.#whole
  }

  #readMeta(): UnknownRecord {
    if (this.#meta !== undefined) return this.#meta
    const meta: unknown = (this.#isOurs ? readMetaLine(this.#document.tail()) : undefined) ?? this.#readWhole()['meta']
    if (meta !== undefined && meta !== null && !isRecord(meta))
      throw brokenCassette(this.#placeOf('meta'), "expected 'meta' to be a mapping")
    this.#meta = meta ?? {}
    return this.#meta
  }

  // One entry of the call, without decoding the others where that can be.
  #read(name: string): unknown {
    if (!this.#isOurs || this.#whole !== undefined) return this.#readWhole()[name]
    const section = sectionOf(this.#document.text, name)
    if (section === undefined && name === 'answer') return undefined
    const read = section === undefined ? undefined : readFast(section)
    return read === undefined ? this.#readWhole()[name] : read[name]
  }

  // Whether it is as it was written; what it refers to is added to those that are to be looked at.
  #isSealed(open: RecordedDocument[]): boolean {
    const stored = this.#isOurs ? readStored(this.#document.tail(STORED_LENGTH)) : undefined
    const section = stored === undefined ? undefined : sectionOf(this.#document.text, 'request')
    if (stored === undefined || section === undefined) return false
    const on = this.#sealsOfBases()
    if (digestRequest(section, on) !== stored.digest) return false
    for (const number of Object.keys(on)) {
      const base = this.#findBase(Number(number))
      if (base === undefined || !base.hasIntactAnswer()) return false
      open.push(base)
    }
    return true
  }

  #sealsOfBases(): UnknownRecord {
    const { on } = this.#readMeta()
    return isRecord(on) ? on : {}
  }

  #seal(): string | undefined {
    const { request, answer } = this.#readMeta()
    return typeof request === 'string'
      ? sealOf({ digest: request, answer: typeof answer === 'string' ? answer : undefined })
      : undefined
  }

  // The call that a number meant when this one was written, wherever it is now.
  #findBase(number: number): RecordedDocument | undefined {
    const { calls } = this.#documents
    const there = number < this.number ? calls[number - 1] : undefined
    const seal = this.#sealsOfBases()[String(number)]
    if (typeof seal !== 'string') return there
    const meant = calls[number - 1]
    const found = meant !== undefined && meant.#seal() === seal ? meant : calls.find((call) => call.#seal() === seal)
    return found === this ? undefined : found
  }

  #baseOf(number: number): RecordedDocument {
    const base = this.#findBase(number)
    if (base === undefined)
      throw brokenCassette(
        this.#placeOf('request'),
        `refers to call ${number}, which is missing or has changed since`,
        {
          remedy:
            'put that call back (it may be on the other side of a merge), or record the test again (npx rewind record)',
        },
      )
    return base
  }

  // A JSON body as written, a continuation not resolved yet.
  #readOwnBody(): RequestJson | undefined {
    this.#ownBody ??= { value: parseRequestJson(this.#read('request'), this.#placeOf('request')) }
    return this.#ownBody.value
  }

  #readWholeBody(): PlainValue | undefined {
    if (this.#wholeBody === undefined) {
      // The oldest first: a conversation of a thousand turns would be a recursion a thousand deep.
      for (const base of this.#basesOldestFirst()) base.#wholeBody ??= { value: base.#resolveBody() }
      this.#wholeBody ??= { value: this.#resolveBody() }
    }
    return this.#wholeBody.value
  }

  #basesOldestFirst(): readonly RecordedDocument[] {
    const chain: RecordedDocument[] = []
    const seen = new Set<RecordedDocument>([this])
    let next = this.#baseOfBody()
    while (next !== undefined) {
      const at: RecordedDocument = next
      if (seen.has(at)) throw brokenCassette(this.#placeOf('request'), 'refers to itself')
      seen.add(at)
      chain.push(at)
      next = at.#wholeBody === undefined ? at.#baseOfBody() : undefined
    }
    return chain.toReversed()
  }

  #baseOfBody(): RecordedDocument | undefined {
    const own = this.#readOwnBody()
    return own?.kind === 'continues' ? this.#baseOf(own.plan.continues) : undefined
  }

  // Those it continues are resolved already.
  #resolveBody(): PlainValue | undefined {
    const own = this.#readOwnBody()
    if (own === undefined) return undefined
    if (own.kind === 'json') return this.#expand(own.value)
    const { continues, ...plan } = own.plan
    const base = this.#baseOf(continues).#wholeBody?.value
    const added = this.#expand(plan)
    const body = { continues, ...(isRecord(added) ? added : {}) }
    const expanded = parseRequestJson({ body }, this.#placeOf('request'))
    const resolved =
      base === undefined || !isRecord(base) || expanded?.kind !== 'continues'
        ? undefined
        : resolveContinuation(base, expanded.plan)
    if (resolved === undefined)
      throw brokenCassette(this.#placeOf('request'), `continues call ${continues}, which does not fit`)
    return resolved
  }

  #expand(value: PlainValue): PlainValue {
    for (const number of referencesIn(value)) this.#baseOf(number)
    return readRequestValue(value, {
      readFile: this.#documents.source.readSideFile,
      answerOf: (number) => this.#baseOf(number).answer(),
    })
  }
}
