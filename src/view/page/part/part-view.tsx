import type { AnswerPart, BatchEntryPart, TextPart } from '../../../answers/answer.ts'
import { isSpoken } from '../../../answers/is-spoken.ts'
import { formatCount, formatThings } from '../../../report/format.ts'
import type { MediaFact } from '../../data/test-detail.ts'
import type { TiedResult } from '../conversation/tie-results.ts'
import { JsonView } from './json-view.tsx'
import { LongText } from './long-text.tsx'
import { MediaView } from './media-view.tsx'
import { parseWholeJson } from './parse-json.ts'
import { ToolCallView, ToolResultView } from './tool-view.tsx'

/** One part of a message or an answer. */
export function PartView({
  part,
  media,
  tied,
}: {
  readonly part: AnswerPart
  readonly media: Readonly<Record<string, MediaFact>>
  /** For a call of a tool: what it gave back. */
  readonly tied?: TiedResult | undefined
}) {
  if (part.kind === 'media') return <MediaView part={part} facts={media} />
  if (!isSpoken(part)) return <Facts part={part} />
  switch (part.kind) {
    case 'text':
      return <Text part={part} />
    case 'reasoning':
      return <Reasoning text={part.text} />
    case 'refusal':
      return (
        <div class="callout is-refusal">
          <strong>refused</strong> <span dir="auto">{part.text}</span>
        </div>
      )
    case 'tool-call':
      return <ToolCallView part={part} tied={tied} media={media} />
    case 'tool-result':
      return <ToolResultView part={part} media={media} />
    default:
      return part satisfies never
  }
}

function Text({ part }: { readonly part: TextPart }) {
  // Answers in a given structure are JSON.
  const value = parseWholeJson(part.text)
  return (
    <>
      {typeof value === 'object' && value !== null ? <JsonView value={value} /> : <LongText text={part.text} />}
      {part.citations === undefined ? null : (
        <ul class="citations" aria-label="Sources">
          {part.citations.map(({ title, url, quote }, index) => (
            <li key={index}>
              {title === undefined ? null : <bdi>{title} </bdi>}
              {url === undefined ? null : <code>{url}</code>}
              {quote === undefined ? null : <q>{quote}</q>}
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

function Reasoning({ text }: { readonly text: string }) {
  const words = text.trim() === '' ? 0 : text.trim().split(/\s+/u).length
  if (words === 0) return <p class="reasoning-hidden">reasoning, not shown by the provider</p>
  return (
    <details class="fold reasoning">
      <summary>reasoning · {formatThings(words, 'word')}</summary>
      <LongText text={text} />
    </details>
  )
}

type FactsPart = Extract<
  AnswerPart,
  { readonly kind: 'embedding' | 'transcript' | 'ranks' | 'moderation' | 'batch-entry' | 'data' }
>

function Facts({ part }: { readonly part: FactsPart }) {
  switch (part.kind) {
    case 'embedding':
      return (
        <p class="vector">
          vector of {formatCount(part.size)} <span class="facts">norm {part.norm}</span>{' '}
          <code>{part.start.join(', ')}, …</code>
        </p>
      )
    case 'transcript':
      return <Transcript part={part} />
    case 'ranks':
      return (
        <ol class="ranks">
          {part.ranks.map(({ index, score, text }) => (
            <li key={index}>
              <code>{score.toFixed(3)}</code> document {index} <span dir="auto">{text}</span>
            </li>
          ))}
        </ol>
      )
    case 'moderation':
      return part.flagged ? (
        <div class="callout is-refusal">
          <strong>flagged</strong> {part.categories.join(', ')}
        </div>
      ) : (
        <p>not flagged</p>
      )
    case 'batch-entry':
      return <BatchEntry part={part} />
    case 'data':
      return <JsonView value={part.value} />
    default:
      return part satisfies never
  }
}

function BatchEntry({ part }: { readonly part: BatchEntryPart }) {
  const { request, finish, error } = part
  return (
    <>
      <h3 class="batch-entry">
        request <bdi>{request}</bdi>
        {finish === undefined ? null : <span class="facts"> {finish}</span>}
      </h3>
      {error === undefined ? null : (
        <div class="callout is-error">
          <strong>{error.type ?? error.code ?? 'error'}</strong> {error.message}
        </div>
      )}
    </>
  )
}

function Transcript({ part }: { readonly part: Extract<AnswerPart, { readonly kind: 'transcript' }> }) {
  if (part.segments === undefined || part.segments.length === 0) return <LongText text={part.text} />
  return (
    <ol class="segments">
      {part.segments.map(({ start, text, speaker }, index) => (
        <li key={index}>
          <code>{start.toFixed(1)} s</code>
          <span dir="auto">
            {speaker === undefined ? '' : `${speaker}: `}
            {text}
          </span>
        </li>
      ))}
    </ol>
  )
}
