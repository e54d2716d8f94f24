import { isRecord } from '../../text/unknown/is-record.ts'
import type { Citation } from '../answer.ts'
import { listAt, objectAt, objectsAt, textAt } from './json-values.ts'
import { plain } from './plain.ts'

/**
 * Reads the sources that a text names, in any dialect: URLs, OpenAI's annotations, Anthropic's citations, Cohere's
 * sources, Gemini's grounding chunks, Bedrock's locations.
 *
 * @returns each source once
 */
export function readCitations(entries: readonly unknown[]): readonly Citation[] {
  const found = entries.flatMap(readCitation)
  const seen = new Set<string>()
  return found.filter((citation) => {
    const key = JSON.stringify(citation)
    return !seen.has(key) && seen.add(key)
  })
}

/** Says whether Google leads to a source over this address, which it makes up for each answer. */
export function isRedirect(url: string): boolean {
  return /\/grounding-api-redirect\//u.test(url)
}

function readCitation(entry: unknown): readonly Citation[] {
  if (typeof entry === 'string') return [{ url: entry }]
  if (!isRecord(entry)) return []
  const sources = objectsAt(entry, 'sources')
  if (sources.length > 0) return sources.flatMap(readCohereSource)
  const inner = NESTED.map((name) => objectAt(entry, name)).find((value) => Object.keys(value).length > 0) ?? entry
  const citation: Citation = plain({
    url: textAt(inner, 'url') ?? textAt(inner, 'uri'),
    title: textAt(inner, 'title') ?? textAt(inner, 'document_title') ?? textAt(inner, 'filename'),
    quote: textAt(inner, 'cited_text') ?? textAt(listAt(inner, 'sourceContent')[0], 'text'),
  })
  return isEmpty(citation) ? [] : [citation]
}

/** Where the source is one level deeper. */
const NESTED = ['url_citation', 'file_citation', 'web', 'retrievedContext', 'citation', 'maps'] as const

// A document of the caller's own, or what a tool gave back.
function readCohereSource(source: unknown): readonly Citation[] {
  const document = objectAt(source, 'document')
  const citation: Citation = plain({
    url: textAt(document, 'url'),
    title: textAt(document, 'title') ?? nameOfSource(source),
    quote: textAt(document, 'snippet') ?? textAt(document, 'text') ?? textAt(source, 'tool_output', 'content'),
  })
  return isEmpty(citation) ? [] : [citation]
}

// What a tool gave back is named by the id of its call, another one each time: `get_weather_5fdj252rgk1f:0`.
function nameOfSource(source: unknown): string | undefined {
  const id = textAt(source, 'id')
  if (textAt(source, 'type') !== 'tool') return id
  const name = id?.replace(/(?:^|_)[a-z0-9]{12}:\d+$/u, '')
  return name === '' ? undefined : name
}

function isEmpty({ url, title, quote }: Citation): boolean {
  return url === undefined && title === undefined && quote === undefined
}
