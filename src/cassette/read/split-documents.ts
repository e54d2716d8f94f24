/** One document of a multi-document text. Its text is decoded when it is asked for. */
export class Document {
  readonly #source: Buffer
  readonly #start: number
  readonly #end: number
  #text: string | undefined

  /**
   * Marks a part of a text.
   *
   * @param source - UTF-8, with LF line breaks
   * @param start - offset of its first byte
   * @param end - offset after its last one
   */
  constructor(source: Buffer, start: number, end: number) {
    this.#source = source
    this.#start = start
    this.#end = end
  }

  /** Decodes the document. */
  get text(): string {
    this.#text ??= this.#source.toString('utf8', this.#start, this.#end)
    return this.#text
  }

  /**
   * Reads its last line.
   *
   * @param most - bytes; undefined for all of it
   * @returns for a part of it, a character for each byte
   */
  tail(most?: number): string {
    const isEnded = this.#source[this.#end - 1] === LINE_BREAK
    const start = Math.max(this.#start, this.#source.lastIndexOf(LINE_BREAK, this.#end - (isEnded ? 2 : 1)) + 1)
    if (most === undefined) return this.#source.toString('utf8', start, this.#end)
    return this.#source.toString('latin1', start, Math.min(this.#end, start + most))
  }

  /**
   * Counts lines: not before it is asked, since only errors ask.
   *
   * @param index - of a character in its text
   */
  line(index: number = 0): number {
    return (
      1 + countLineBreaks(this.#source.toString('utf8', 0, this.#start)) + countLineBreaks(this.text.slice(0, index))
    )
  }
}

const BLANK_LINE = /^(?:[ \t]*(?:#.*)?|%.*|\.\.\.)$/
const MARKER = Buffer.from('---')
const LINE_BREAK = 0x0a
/** What may come after a marker: a line break, a space, a tab, or nothing. */
const AFTER_MARKER: ReadonlySet<number | undefined> = new Set([LINE_BREAK, 0x20, 0x09, undefined])

/**
 * Splits YAML at its document markers. Those begin a line, as the content of a block never does. The bytes
 * are searched, not the text: decoding it all takes ten times as long.
 *
 * @param source - UTF-8, with LF line breaks
 * @returns its documents, those aside that hold nothing but comments
 */
export function splitDocuments(source: Buffer): Document[] {
  const documents: Document[] = []
  let start = 0
  while (start <= source.length) {
    const marker = findMarker(source, start)
    const document = new Document(source, start, marker ?? source.length)
    // Nearly all documents begin with their first key.
    if (isLetter(source[start]) || !isBlank(document)) documents.push(document)
    if (marker === undefined) break
    start = endOfMarker(source, marker)
  }
  return documents
}

// The position of the next line that begins with the marker.
function findMarker(source: Buffer, start: number): number | undefined {
  let at = source.indexOf(MARKER, start)
  while (at !== -1) {
    const isAtMargin = at === 0 || source[at - 1] === LINE_BREAK
    if (isAtMargin && AFTER_MARKER.has(source[at + 3])) return at
    // The rest of the line can be none.
    const lineEnd = source.indexOf(LINE_BREAK, at)
    at = lineEnd === -1 ? -1 : source.indexOf(MARKER, lineEnd)
  }
  return undefined
}

// A marker may have a comment, which goes with it, or content, which does not.
function endOfMarker(source: Buffer, marker: number): number {
  if (source[marker + 3] === LINE_BREAK) return marker + 4
  const lineEnd = source.indexOf(LINE_BREAK, marker)
  const end = lineEnd === -1 ? source.length : lineEnd
  return BLANK_LINE.test(source.toString('utf8', marker + 3, end)) ? end + 1 : marker + 3
}

function isBlank(document: Document): boolean {
  return document.text.split('\n').every((line) => BLANK_LINE.test(line))
}

function isLetter(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x61 && byte <= 0x7a
}

function countLineBreaks(text: string): number {
  let count = 0
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count += 1
  return count
}
