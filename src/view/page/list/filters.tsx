import { formatCount } from '../../../report/format.ts'
import type { IndexedTest } from '../../data/page-index.ts'
import { STATES, statesOf, wordOf } from '../test-state.ts'

/** Buttons that show only the tests of one state. */
export function Filters({
  tests,
  filter,
  onFilter,
  hasBase,
}: {
  readonly tests: readonly IndexedTest[]
  readonly filter: string
  readonly onFilter: (filter: string) => void
  readonly hasBase: boolean
}) {
  const states = STATES.map((state): FilterOption => ({
    name: state,
    count: tests.filter((test) => statesOf(test).includes(state)).length,
  }))
  const changed: FilterOption = {
    name: 'changed',
    count: hasBase ? tests.filter((test) => test.changed > 0).length : 0,
  }
  const shown = [...states, changed].filter(({ name, count }) => count > 0 || filter === name)
  if (shown.length === 0) return null
  return (
    <div class="filters" role="group" aria-label="Show">
      {[{ name: 'all', count: tests.length }, ...shown].map(({ name, count }) => (
        <button
          key={name}
          type="button"
          class={`filter is-${name}`}
          aria-pressed={filter === name}
          onClick={() => onFilter(name)}
        >
          {wordOf(name)}
          <span class="filter-count">{formatCount(count)}</span>
        </button>
      ))}
    </div>
  )
}

interface FilterOption {
  readonly name: string
  readonly count: number
}
