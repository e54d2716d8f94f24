import type { ComponentChildren } from 'preact'

import { formatThings } from '../../../report/format.ts'
import { LongText } from './long-text.tsx'

/** Characters up to which a list or an object is shown on one line. */
const ONE_LINE = 100
/** Entries that are drawn of one list or object. */
const MOST_ENTRIES = 500
/** Levels that are open at first. */
const OPEN_LEVELS = 3

/** A JSON value, indented, coloured and foldable. */
export function JsonView({ value }: { readonly value: unknown }) {
  return (
    <div class="json">
      <Value value={value} level={0} />
    </div>
  )
}

function Value({
  value,
  level,
  name,
}: {
  readonly value: unknown
  readonly level: number
  readonly name?: ComponentChildren
}) {
  if (typeof value === 'object' && value !== null) {
    const line = JSON.stringify(value)
    if (line.length > ONE_LINE) return <Container value={value} level={level} name={name} />
    return (
      <div class="json-entry">
        {name}
        <InOneLine value={value} />
      </div>
    )
  }
  if (typeof value === 'string' && (value.length > ONE_LINE * 2 || value.includes('\n'))) {
    return (
      <div class="json-entry">
        {name}
        <div class="json-block">
          <LongText text={value} isMono />
        </div>
      </div>
    )
  }
  return (
    <div class="json-entry">
      {name}
      <Scalar value={value} />
    </div>
  )
}

function Container({
  value,
  level,
  name,
}: {
  readonly value: object
  readonly level: number
  readonly name: ComponentChildren
}) {
  const entries = Object.entries(value)
  const isList = Array.isArray(value)
  return (
    <details class="json-container" open={level < OPEN_LEVELS && entries.length <= MOST_ENTRIES}>
      <summary>
        {name}
        <span class="json-size">{isList ? `[${entries.length}]` : `{${entries.length}}`}</span>
      </summary>
      <div class="json-inside">
        {entries.slice(0, MOST_ENTRIES).map(([key, inner]) => (
          <Value key={key} value={inner} level={level + 1} name={<Key name={key} isIndex={isList} />} />
        ))}
        {entries.length > MOST_ENTRIES ? (
          <p class="absent">
            and {formatThings(entries.length - MOST_ENTRIES, 'more entry').replace('entrys', 'entries')}
          </p>
        ) : null}
      </div>
    </details>
  )
}

function Key({ name, isIndex }: { readonly name: string; readonly isIndex: boolean }) {
  return <span class={isIndex ? 'json-index' : 'json-key'}>{name}: </span>
}

function InOneLine({ value }: { readonly value: object }) {
  const entries = Object.entries(value)
  const isList = Array.isArray(value)
  return (
    <span>
      {isList ? '[' : '{ '}
      {entries.map(([key, inner], index) => (
        <span key={key}>
          {isList ? null : <span class="json-key">{key}: </span>}
          {typeof inner === 'object' && inner !== null ? <InOneLine value={inner} /> : <Scalar value={inner} />}
          {index < entries.length - 1 ? ', ' : ''}
        </span>
      ))}
      {isList ? ']' : ' }'}
    </span>
  )
}

function Scalar({ value }: { readonly value: unknown }) {
  if (typeof value === 'string')
    return (
      <span class="json-string" dir="auto">
        {JSON.stringify(value)}
      </span>
    )
  return <span class="json-atom">{String(value)}</span>
}
