import { useEffect, useState } from 'preact/hooks'

import type { IndexedTest } from '../../data/page-index.ts'
import type { TestDetail } from '../../data/test-detail.ts'
import { peekDetail } from '../data/packed.ts'

/** What a search has found so far. */
export interface Found {
  /** Tests by their id, with the words around where they were found; empty where the name or a model was. */
  readonly tests: ReadonlyMap<string, Snippet | undefined>
  /** How many tests were looked through, while more are left. */
  readonly progress: number | undefined
}

/** Words around a place in a text. */
export interface Snippet {
  readonly before: string
  readonly match: string
  readonly after: string
}

const DEBOUNCE_MS = 150
const AROUND = 40
/** Found tests are shown in batches: drawing the list costs more than reading a test. */
const BATCH = 40

/** Searches names, files and models, then the text of all calls. Undefined without a query. */
export function useSearch(tests: readonly IndexedTest[], query: string): Found | undefined {
  const [found, setFound] = useState<Found>()
  useEffect(() => {
    const wanted = query.trim().toLowerCase()
    if (wanted === '') return setFound(undefined)
    const stop = new AbortController()
    const named = new Map(tests.filter((test) => isNamed(test, wanted)).map(({ id }) => [id, undefined]))
    const timer = setTimeout(() => {
      setFound({ tests: named, progress: 0 })
      void searchTexts({ tests, wanted, named, signal: stop.signal }, setFound)
    }, DEBOUNCE_MS)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [tests, query])
  return found
}

function isNamed({ name, file, models, media }: IndexedTest, wanted: string): boolean {
  return [name, file, ...models, ...media].some((text) => text.toLowerCase().includes(wanted))
}

async function searchTexts(
  search: {
    readonly tests: readonly IndexedTest[]
    readonly wanted: string
    readonly named: ReadonlyMap<string, undefined>
    readonly signal: AbortSignal
  },
  report: (found: Found) => void,
): Promise<void> {
  const { tests, wanted, named, signal } = search
  const found = new Map<string, Snippet | undefined>(named)
  const searched = tests.filter(({ id, calls }) => !named.has(id) && calls > 0)
  for (const [index, { id }] of searched.entries()) {
    const snippet = findIn(await textOf(id).catch(() => UNREADABLE), wanted)
    if (signal.aborted) return
    if (snippet !== undefined) found.set(id, snippet)
    if (index % BATCH === BATCH - 1) report({ tests: new Map(found), progress: index + 1 })
  }
  report({ tests: found, progress: undefined })
}

/** What says so itself when it is opened. */
const UNREADABLE = ''

const texts = new Map<string, string>()
/** Characters that are kept from one letter typed to the next. */
const MOST_KEPT = 40_000_000
let kept = 0

async function textOf(id: string): Promise<string> {
  const known = texts.get(id)
  if (known !== undefined) return known
  const text = stringsOf(await peekDetail(id))
  if (kept + text.length < MOST_KEPT) {
    texts.set(id, text)
    kept += text.length
  }
  return text
}

function stringsOf({ messages, calls }: TestDetail): string {
  const strings: string[] = []
  const collect = (value: unknown): void => {
    if (typeof value === 'string') strings.push(value)
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(collect)
  }
  collect(messages.map(({ parts }) => parts))
  collect(calls.map(({ answer, url, socket }) => [url, answer, socket]))
  return strings.join('\n')
}

function findIn(text: string, wanted: string): Snippet | undefined {
  const at = text.toLowerCase().indexOf(wanted)
  if (at < 0) return undefined
  const end = at + wanted.length
  return {
    before: oneLine(text.slice(Math.max(0, at - AROUND), at)),
    match: text.slice(at, end),
    after: oneLine(text.slice(end, end + AROUND)),
  }
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/gu, ' ')
}
