import type { ComponentChildren } from 'preact'

import { formatCount, formatDollars, formatDuration, formatThings } from '../../report/format.ts'
import type { IndexedTest } from '../data/page-index.ts'
import { linkTo } from './route.ts'
import { Bar, Table } from './table.tsx'

const SHOWN = 10
/** The slowest calls are few, or they are all the same. */
const SLOWEST = 5

/** Lists the tests that cost most to record. */
export function Costliest({ tests }: { readonly tests: readonly IndexedTest[] }) {
  const priced = tests.filter(({ usd }) => (usd ?? 0) > 0).toSorted((left, right) => (right.usd ?? 0) - (left.usd ?? 0))
  const most = priced[0]?.usd ?? 0
  if (priced.length === 0) return null
  return (
    <Section title="What costs most to record" isExtra>
      <Table
        name="What costs most to record"
        columns={['test', '#calls', '#input', '#output', '#waiting', '#cost', '']}
      >
        <tbody>
          {priced.slice(0, SHOWN).map((test) => (
            <tr key={test.id}>
              <td>
                <a href={linkTo(test.id)}>{test.name}</a>
              </td>
              <td class="number">{formatCount(test.calls)}</td>
              <td class="number">{formatCount(test.tokens?.input ?? 0)}</td>
              <td class="number">{formatCount(test.tokens?.output ?? 0)}</td>
              <td class="number">{formatDuration(test.ms)}</td>
              <td class="number">{formatDollars(test.usd ?? 0)}</td>
              <td class="bar-column">
                <Bar part={(test.usd ?? 0) / most} />
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
    </Section>
  )
}

/** Lists the calls that took longest on the network, one of each test. */
export function Slowest({ tests }: { readonly tests: readonly IndexedTest[] }) {
  const slow = tests
    .flatMap((test) => (test.slowest === null ? [] : [{ test, ...test.slowest }]))
    .toSorted((left, right) => right.ms - left.ms)
  const most = slow[0]?.ms ?? 0
  if (most === 0) return null
  return (
    <Section title="What took longest" isExtra>
      <Table name="What took longest" columns={['the slowest call of a test', '#time', '']}>
        <tbody>
          {slow.slice(0, SLOWEST).map(({ test, call, ms }) => (
            <tr key={test.id}>
              <td>
                <a href={linkTo(test.id, call)}>
                  {test.name}
                  {test.calls === 1 ? '' : `, call ${formatCount(call)}`}
                </a>
              </td>
              <td class="number">{formatDuration(ms)}</td>
              <td class="bar-column">
                <Bar part={ms / most} />
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
    </Section>
  )
}

/** Lists the tests whose cassettes the run wrote, and why: those that had one before come first. */
export function Recorded({ tests }: { readonly tests: readonly IndexedTest[] }) {
  const written = tests.flatMap((test) => {
    const { run } = test
    return run === null || run.recorded === null ? [] : [{ test, calls: run.calls.recorded, why: run.recorded }]
  })
  if (written.length === 0) return null
  const sorted = [...written.filter(({ why }) => why !== NEW), ...written.filter(({ why }) => why === NEW)]
  return (
    <Section title="Recorded in this run">
      <Table name="Recorded in this run" columns={['test', 'why', '#calls']} className="is-recorded">
        <tbody>
          {sorted.slice(0, SHOWN).map(({ test, calls, why }) => (
            <tr key={test.id}>
              <td>
                <a href={linkTo(test.id)}>{test.name}</a>
              </td>
              <td>{why === NEW ? why : <code>{why}</code>}</td>
              <td class="number">{formatCount(calls)}</td>
            </tr>
          ))}
        </tbody>
      </Table>
      {sorted.length > SHOWN ? <p class="facts">and {formatThings(sorted.length - SHOWN, 'more test')}</p> : null}
    </Section>
  )
}

/** Why a test without a cassette was recorded. */
const NEW = 'new'

/** A part of the page under a title. */
export function Section({
  title,
  isExtra = false,
  children,
}: {
  readonly title: string
  /** Left out on a phone, where the list says it too. */
  readonly isExtra?: boolean
  readonly children: ComponentChildren
}) {
  return (
    <section class={isExtra ? 'section is-extra' : 'section'}>
      <h2>{title}</h2>
      {children}
    </section>
  )
}
