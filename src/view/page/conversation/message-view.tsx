import type { TestDetail } from '../../data/test-detail.ts'
import { PartView } from '../part/part-view.tsx'
import { Finish } from './finish.tsx'
import { placeOf, type Ties } from './tie-results.ts'

/** One message: who speaks, and what is said. What an earlier call has shown is folded. */
export function MessageView({
  place,
  call,
  detail,
  ties,
}: {
  /** In the list of messages. */
  readonly place: number
  /** Number of the call that is shown. */
  readonly call: number
  readonly detail: TestDetail
  /** Left out where every message is shown as it is. */
  readonly ties?: Ties
}) {
  const message = detail.messages[place]
  if (message === undefined) return null
  const parts = message.parts
    .map((part, at) => ({ part, key: placeOf(call, place, at) }))
    .filter(({ key }) => ties?.tied.has(key) !== true)
  if (parts.length === 0 && message.parts.length > 0) return null
  const first = ties?.firstShown.get(place)
  const label = message.name === undefined ? message.role : `${message.role} · ${message.name}`
  const shown = parts.map(({ part, key }) => (
    <PartView key={key} part={part} media={detail.media} tied={ties?.results.get(key)} />
  ))
  return (
    <div class={`message is-${roleClass(message.role)}`}>
      <div class="role">{label}</div>
      <div class="parts">
        {first === undefined || first === call ? (
          shown
        ) : (
          <details class="fold is-repeat">
            <summary>as in call {first}</summary>
            {shown}
          </details>
        )}
        <Finish finish={message.finish} end="complete" />
        {message.parts.length === 0 ? <p class="absent">empty</p> : null}
      </div>
    </div>
  )
}

const ROLES: Readonly<Record<string, string>> = {
  developer: 'system',
  model: 'assistant',
  function: 'tool',
}
const KNOWN = ['system', 'user', 'assistant', 'tool']

function roleClass(role: string): string {
  const name = ROLES[role] ?? role
  return KNOWN.includes(name) ? name : 'other'
}
