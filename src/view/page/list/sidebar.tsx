import { useLayoutEffect, useMemo, useRef } from 'preact/hooks'

import { formatCount, formatThings } from '../../../report/format.ts'
import type { IndexedTest, PageIndex } from '../../data/page-index.ts'
import { STATES, statesOf, type State } from '../test-state.ts'
import { useStorage } from '../use-storage.ts'
import { Filters } from './filters.tsx'
import { useSearch, type Found } from './search.ts'
import { TestList } from './test-list.tsx'
import { ThemeButton } from './theme-button.tsx'

/** All tests, and what narrows them. */
export function Sidebar({ index, open }: { readonly index: PageIndex; readonly open: string | undefined }) {
  const [query, setQuery] = useStorage('query', '')
  const [filter, setFilter] = useStorage('filter', 'all')
  const [sort, setSort] = useStorage('sort', 'file')
  const found = useSearch(index.tests, query)
  const shown = useMemo(
    () => index.tests.filter((test) => passes(test, filter) && (found === undefined || found.tests.has(test.id))),
    [index, filter, found],
  )
  const input = useSlashKey()
  return (
    <nav class="sidebar" aria-label="Tests">
      <div class="sidebar-head">
        <div class="brand">
          <a href="#/" class="brand-name">
            <RewindMark />
            rewind
          </a>
          <span class="project" title={index.project}>
            {index.project}
          </span>
          <ThemeButton />
        </div>
        <input
          ref={input}
          type="search"
          class="search"
          placeholder="Search tests, models, text"
          aria-label="Search tests, models and text"
          value={query}
          onInput={(event) => setQuery(event.currentTarget.value)}
        />
        <Filters tests={index.tests} filter={filter} onFilter={setFilter} hasBase={index.base !== null} />
        <div class="list-facts">
          <span role="status">{explainShown(shown.length, index.tests.length, found)}</span>
          <label>
            by{' '}
            <select value={sort} onChange={(event) => setSort(event.currentTarget.value)} aria-label="Sort tests by">
              <option value="file">file</option>
              <option value="cost">cost</option>
              <option value="time">time</option>
              <option value="calls">calls</option>
            </select>
          </label>
        </div>
      </div>
      <TestList tests={shown} open={open} sort={sort} found={found?.tests} />
    </nav>
  )
}

function passes(test: IndexedTest, filter: string): boolean {
  if (filter === 'changed') return test.changed > 0
  return !isState(filter) || statesOf(test).includes(filter)
}

function isState(text: string): text is State {
  return STATES.some((state) => state === text)
}

function explainShown(shown: number, all: number, found: Found | undefined): string {
  const text = shown === all ? formatThings(all, 'test') : `${formatCount(shown)} of ${formatThings(all, 'test')}`
  return found?.progress === undefined ? text : `${text} · searching …`
}

// As on many pages of code: a slash goes to the search, from the moment that the list is there.
function useSlashKey() {
  const input = useRef<HTMLInputElement>(null)
  useLayoutEffect(() => {
    const focus = (event: KeyboardEvent): void => {
      const isTyping = event.target instanceof HTMLElement && /^(?:INPUT|SELECT|TEXTAREA)$/u.test(event.target.tagName)
      if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return
      event.preventDefault()
      input.current?.focus()
    }
    addEventListener('keydown', focus)
    return () => removeEventListener('keydown', focus)
  }, [])
  return input
}

function RewindMark() {
  return (
    <svg class="mark" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d="M8 3v4.2L15 3v10L8 8.8V13L1 8z" fill="currentColor" />
    </svg>
  )
}
