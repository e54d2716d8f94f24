/** One document of a multi-document text. */
export interface Document {
  readonly text: string
  /** Gives the 1-based line of a position in it, or of its beginning: counted when asked, since only errors ask. */
  line(index?: number): number
}

const BLANK_LINE = /^(?:[ \t]*(?:#.*)?|%.*|\.\.\.)$/

/**
 * Splits YAML at its document markers. Those stand at the margin, where the content of a block never does.
 *
 * @param text - with LF line breaks
 * @returns its documents, those aside that hold nothing but comments
 */
export function splitDocuments(text: string): Document[] {
  const documents: Document[] = []
  let start = 0
  while (start <= text.length) {
    const marker = findMarker(text, start)
    const end = marker ?? text.length
    const document = text.slice(start, end)
    if (!isBlank(document)) documents.push({ text: document, line: lineCounter(text, start) })
    if (marker === undefined) break
    start = endOfMarker(text, marker)
  }
  return documents
}

// The position of the next line that begins with the marker.
function findMarker(text: string, start: number): number | undefined {
  // Five times as fast as a search that begins with the line break, of which there are many.
  for (let at = text.indexOf('---', start); at !== -1; at = text.indexOf('---', at + 1)) {
    const isAtMargin = at === 0 || text[at - 1] === '\n'
    if (isAtMargin && [undefined, '\n', ' ', '\t'].includes(text[at + 3])) return at
  }
  return undefined
}

// A marker may have a comment, which goes with it, or content, which does not.
function endOfMarker(text: string, marker: number): number {
  const lineEnd = text.indexOf('\n', marker)
  const end = lineEnd === -1 ? text.length : lineEnd
  return BLANK_LINE.test(text.slice(marker + 3, end)) ? end + 1 : marker + 3
}

function isBlank(document: string): boolean {
  // Nearly all documents begin with their first key.
  return !/^[A-Za-z"]/.test(document) && document.split('\n').every((line) => BLANK_LINE.test(line))
}

function lineCounter(text: string, start: number): (index?: number) => number {
  return (index = 0) => {
    let lines = 1
    for (let at = text.indexOf('\n'); at !== -1 && at < start + index; at = text.indexOf('\n', at + 1)) lines += 1
    return lines
  }
}
