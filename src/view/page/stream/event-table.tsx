import { useState } from 'preact/hooks'

import { formatCount } from '../../../report/format.ts'
import type { StreamEvent } from './stream-events.ts'

const FIRST = 200
const LONGEST = 200

/** The events of a stream: when each came, how long after the one before, and what it said. */
export function EventTable({
  events,
  seen,
  onPick,
}: {
  readonly events: readonly StreamEvent[]
  /** How many had come. */
  readonly seen: number
  readonly onPick: (time: number) => void
}) {
  const [limit, setLimit] = useState(FIRST)
  return (
    <div class="table-scroll" tabIndex={0} role="region" aria-label="Events">
      <table class="table events">
        <thead>
          <tr>
            <th scope="col" class="number">
              ms
            </th>
            <th scope="col" class="number">
              after
            </th>
            <th scope="col" class="number">
              bytes
            </th>
            <th scope="col">event</th>
            <th scope="col">says</th>
          </tr>
        </thead>
        <tbody>
          {events.slice(0, limit).map((event, index) => (
            <tr key={index} class={index < seen ? undefined : 'is-unseen'}>
              <td class="number">
                <button type="button" class="pick" title="Go to this moment" onClick={() => onPick(event.at)}>
                  {formatCount(event.at)}
                </button>
              </td>
              <td class="number">+{formatCount(event.at - (events[index - 1]?.at ?? 0))}</td>
              <td class="number">{formatCount(event.bytes)}</td>
              <td>
                <code>{event.type}</code>
              </td>
              <td class="says">
                {event.delta.text === '' ? (
                  <span class="facts">{cut(event.raw)}</span>
                ) : (
                  <span dir="auto">{event.delta.text}</span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {events.length > limit ? (
        <button type="button" class="more" onClick={() => setLimit(events.length)}>
          Show {formatCount(events.length - limit)} more events
        </button>
      ) : null}
    </div>
  )
}

function cut(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
}
