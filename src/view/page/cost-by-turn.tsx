import { formatCount, formatDollars, formatDuration } from '../../report/format.ts'
import type { IndexedTest } from '../data/page-index.ts'
import type { CallDetail, TestDetail } from '../data/test-detail.ts'
import { linkTo } from './route.ts'
import { Bar, Table } from './table.tsx'

/** Counts that have a column where any call has them. */
const COLUMNS: readonly (readonly [count: string, title: string])[] = [
  ['input', 'input'],
  ['cachedInput', 'cached'],
  ['cacheWriteInput', 'cache written'],
  ['output', 'output'],
  ['reasoning', 'reasoning'],
]

/** Tokens, cost and waiting, turn by turn and in total. */
export function CostByTurn({ test, detail }: { readonly test: IndexedTest; readonly detail: TestDetail }) {
  const { calls } = detail
  const most = Math.max(0, ...calls.map(weightOf))
  const columns = COLUMNS.filter(([name]) => calls.some((call) => (countOf(call, name) ?? 0) > 0))
  return (
    <Table
      name="Cost by turn"
      columns={['call', 'model', ...columns.map(([, title]) => `#${title}`), '#time', '#cost', '']}
      className="costs"
    >
      <tbody>
        {calls.map((call) => (
          <tr key={call.number}>
            <th scope="row">
              <a href={linkTo(test.id, call.number)}>{call.number}</a>
            </th>
            <td>{call.model ?? ''}</td>
            {columns.map(([name]) => (
              <Count key={name} value={countOf(call, name)} />
            ))}
            <td class="number">{formatDuration(call.duration)}</td>
            <td class="number">{costOf(call)}</td>
            <td class="bar-column">{weightOf(call) > 0 ? <Bar part={weightOf(call) / most} /> : null}</td>
          </tr>
        ))}
      </tbody>
      <Total test={test} calls={calls} columns={columns.map(([name]) => name)} />
    </Table>
  )
}

function costOf({ usd, usage }: CallDetail): string {
  if (usd !== null) return formatDollars(usd)
  return usage.length > 0 ? 'unknown' : ''
}

function Total({
  test,
  calls,
  columns,
}: {
  readonly test: IndexedTest
  readonly calls: readonly CallDetail[]
  readonly columns: readonly string[]
}) {
  const sum = (of: (call: CallDetail) => number): number => calls.reduce((total, call) => total + of(call), 0)
  const hasUnpriced = calls.some(({ usd, usage }) => usd === null && usage.length > 0)
  return (
    <tfoot>
      <tr>
        <th scope="row" colSpan={2}>
          total
        </th>
        {columns.map((name) => (
          <Count key={name} value={sum((call) => countOf(call, name) ?? 0)} />
        ))}
        <td class="number">{formatDuration(sum(({ duration }) => duration))}</td>
        <td class="number">
          {test.usd === null ? '' : formatDollars(test.usd)}
          {hasUnpriced ? ' + unknown' : ''}
        </td>
        <td class="bar-column" />
      </tr>
    </tfoot>
  )
}

function Count({ value }: { readonly value: number | undefined }) {
  return <td class="number">{value === undefined ? '' : formatCount(value)}</td>
}

/** Reads one count of a usage. */
export function countOf({ usage }: CallDetail, wanted: string): number | undefined {
  return usage.find(({ name }) => name === wanted)?.count
}

// Where no price is known, tokens are all there is to compare.
function weightOf(call: CallDetail): number {
  return call.usd ?? ((countOf(call, 'input') ?? 0) + (countOf(call, 'output') ?? 0)) / 1_000_000
}
