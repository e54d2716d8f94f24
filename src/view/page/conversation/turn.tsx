import { formatCount, formatDollars, formatDuration, formatThings } from '../../../report/format.ts'
import type { IndexedTest } from '../../data/page-index.ts'
import type { CallDetail, TestDetail } from '../../data/test-detail.ts'
import { CallPanel } from '../call/call-panel.tsx'
import { countOf } from '../cost-by-turn.tsx'
import { Badge } from '../list/badge.tsx'
import { linkTo, PANELS, type Panel } from '../route.ts'
import { AnswerBeside } from './answer-beside.tsx'
import { EndOfSession } from './end-of-session.tsx'
import { MessageView } from './message-view.tsx'
import type { Ties } from './tie-results.ts'

/** One call: what it adds to the conversation, what was answered, and the way to its request and wire. */
export function Turn(props: {
  readonly test: IndexedTest
  readonly call: CallDetail
  /** Among the calls that are shown. */
  readonly place: number
  readonly detail: TestDetail
  readonly ties: Ties
  readonly panel: Panel | undefined
  readonly isNamed: boolean
  /** What the recordings are compared with. */
  readonly base: string | null
}) {
  const { test, call, place, detail, ties, panel, isNamed } = props
  const added = call.messages.slice(call.firstNew)
  return (
    <li id={`call-${call.number}`} class={isNamed ? 'turn is-named' : 'turn'}>
      <TurnHead test={test} call={call} panel={panel} />
      {panel === undefined ? null : <CallPanel test={test} call={call} place={place} detail={detail} panel={panel} />}
      <div class="turn-body">
        {added.map((message, index) => (
          <MessageView key={index} place={message} call={call.number} detail={detail} ties={ties} />
        ))}
        {call.socket === null ? (
          <AnswerBeside call={call} detail={detail} ties={ties} base={props.base} />
        ) : (
          <EndOfSession socket={call.socket} error={call.answer.error} />
        )}
      </div>
    </li>
  )
}

function TurnHead({
  test,
  call,
  panel,
}: {
  readonly test: IndexedTest
  readonly call: CallDetail
  readonly panel: Panel | undefined
}) {
  const panels = PANELS.filter((name) => hasPanel(call, name))
  return (
    <header class="turn-head">
      <h2>
        <a href={linkTo(test.id, call.number)} aria-label={`Call ${call.number}`} title="Link to this call">
          {call.number}
        </a>
      </h2>
      <span class="turn-facts">
        {factsOf(call).map((fact) => (
          <span key={fact}>{fact}</span>
        ))}
      </span>
      <TurnBadges test={test} call={call} />
      <span class="turn-links">
        {panels.map((name) => (
          <a
            key={name}
            href={name === panel ? linkTo(test.id, call.number) : linkTo(test.id, call.number, name)}
            aria-label={`${name} of call ${call.number}`}
            aria-expanded={name === panel}
            role="button"
          >
            {name}
          </a>
        ))}
      </span>
    </header>
  )
}

function hasPanel({ chunks, socket }: CallDetail, panel: Panel): boolean {
  if (panel === 'stream') return chunks > 1
  return panel !== 'messages' || socket !== null
}

function factsOf(call: CallDetail): readonly string[] {
  const { model, provider, url, usd, duration, socket } = call
  const [input, output] = [countOf(call, 'input'), countOf(call, 'output')]
  const facts = [
    model ?? provider ?? shortUrl(url),
    input === undefined && output === undefined
      ? undefined
      : `${formatCount(input ?? 0)} + ${formatCount(output ?? 0)} tokens`,
    usd === null ? undefined : formatDollars(usd),
    formatDuration(duration),
    socket === null ? undefined : `WebSocket, ${formatThings(socket.messages.length, 'message')}`,
  ]
  return facts.filter((fact) => fact !== undefined)
}

function shortUrl(url: string): string {
  return url.replace(/^\w+:\/\//u, '').replace(/\?.*$/su, '')
}

function TurnBadges({ test, call }: { readonly test: IndexedTest; readonly call: CallDetail }) {
  const { status, end, isLate, isEdited, change, number } = call
  return (
    <>
      {test.run?.unusedCalls.includes(number) === true ? <Badge tone="unused">unused</Badge> : null}
      {status >= 400 ? <Badge tone="diverged">{status}</Badge> : null}
      {end === 'aborted' ? (
        <Badge tone="warning" title="the caller stopped reading here">
          aborted
        </Badge>
      ) : null}
      {end === 'cut' ? (
        <Badge tone="diverged" title="the server ended the connection too early">
          cut
        </Badge>
      ) : null}
      {isLate ? <Badge title="made after its test had ended">late</Badge> : null}
      {isEdited ? <Badge title="the answer was edited by hand since it was recorded">edited</Badge> : null}
      {change === null ? null : (
        <a href={linkTo(test.id, 'changes')}>
          <Badge tone="recorded">{change.kind}</Badge>
        </a>
      )}
    </>
  )
}
