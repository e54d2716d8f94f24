import type { ComponentChildren } from 'preact'

import { STATE_MEANING, wordOf, type State } from '../test-state.ts'

/** The colours of badges. */
export type Tone = State | 'warning' | 'plain'

/** A word that says what something is. */
export function Badge({
  tone = 'plain',
  title,
  children,
}: {
  readonly tone?: Tone
  readonly title?: string
  readonly children: ComponentChildren
}) {
  return (
    <span class={`badge is-${tone}`} title={title}>
      {children}
    </span>
  )
}

/** What happened, and to how many calls. */
export function StateBadge({ state, count }: { readonly state: State; readonly count: number }) {
  return (
    <Badge tone={state} title={`${count} ${STATE_MEANING[state]}`}>
      {count === 1 ? wordOf(state) : `${count} ${wordOf(state)}`}
    </Badge>
  )
}
