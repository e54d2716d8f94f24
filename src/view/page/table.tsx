import type { ComponentChildren } from 'preact'

/** A table that is pushed from side to side by itself where it is wider than the page. */
export function Table({
  name,
  columns,
  className = '',
  children,
}: {
  readonly name: string
  /** Heads; those of numbers begin with `#`, and an empty one is that of bars. */
  readonly columns: readonly string[]
  readonly className?: string
  readonly children: ComponentChildren
}) {
  return (
    <div class="table-scroll" tabIndex={0} role="region" aria-label={name}>
      <table class={`table ${className}`}>
        <thead>
          <tr>
            {columns.map((column) =>
              column === '' ? (
                <td key={column} class="bar-column" />
              ) : (
                <th key={column} scope="col" class={column.startsWith('#') ? 'number' : undefined}>
                  {column.replace('#', '')}
                </th>
              ),
            )}
          </tr>
        </thead>
        {children}
      </table>
    </div>
  )
}

/** A length that can be compared with those above and below it. */
export function Bar({ part }: { readonly part: number }) {
  return (
    <span class="bar" aria-hidden="true">
      <span style={{ width: `${Math.max(1, part * 100)}%` }} />
    </span>
  )
}
