import type { ToolCallPart, ToolResultPart } from '../../../answers/answer.ts'
import type { MediaFact } from '../../data/test-detail.ts'
import type { TiedResult } from '../conversation/tie-results.ts'
import { JsonView } from './json-view.tsx'
import { LongText } from './long-text.tsx'
import { MediaView } from './media-view.tsx'
import { parseWholeJson } from './parse-json.ts'

type MediaFacts = Readonly<Record<string, MediaFact>>

/** A call of a tool with its arguments, and what it gave back. */
export function ToolCallView({
  part,
  tied,
  media,
}: {
  readonly part: ToolCallPart
  readonly tied: TiedResult | undefined
  readonly media: MediaFacts
}) {
  return (
    <section class="tool" aria-label={`Tool ${part.name}`}>
      <h3 class="tool-name">
        <span class="tool-sign" aria-hidden="true">
          ƒ
        </span>
        <code>{part.name}</code>
        {part.server === true ? <span class="facts">run by the provider</span> : null}
      </h3>
      <div class="tool-part">
        <Content value={part.arguments} empty="no arguments" />
      </div>
      {tied === undefined ? null : (
        <div class="tool-part tool-result">
          <h4>
            result
            {tied.sentBy === undefined ? null : <span class="facts"> sent with call {tied.sentBy}</span>}
          </h4>
          <Result part={tied.result} media={media} />
        </div>
      )}
    </section>
  )
}

/** What a tool gave back, where its call is not shown. */
export function ToolResultView({ part, media }: { readonly part: ToolResultPart; readonly media: MediaFacts }) {
  return (
    <section class="tool" aria-label={`Result of ${part.name ?? 'a tool'}`}>
      <h3 class="tool-name">
        <span class="tool-sign" aria-hidden="true">
          ←
        </span>
        <code>{part.name ?? part.id ?? 'tool'}</code>
        <span class="facts">result</span>
      </h3>
      <div class="tool-part">
        <Result part={part} media={media} />
      </div>
    </section>
  )
}

function Result({ part, media }: { readonly part: ToolResultPart; readonly media: MediaFacts }) {
  return (
    <>
      {isEmpty(part.result) && part.media !== undefined ? null : <Content value={part.result} empty="empty" />}
      {(part.media ?? []).map((medium, index) => (
        <MediaView key={index} part={medium} facts={media} />
      ))}
    </>
  )
}

// Tools give JSON back as text.
function Content({ value, empty }: { readonly value: unknown; readonly empty: string }) {
  const content = typeof value === 'string' ? (parseWholeJson(value) ?? value) : value
  if (isEmpty(content)) return <p class="absent">{empty}</p>
  // What commands print keeps its columns.
  if (typeof content === 'string') return <LongText text={content} isMono={content.includes('\n')} />
  return <JsonView value={content} />
}

function isEmpty(value: unknown): boolean {
  return value === '' || (typeof value === 'object' && value !== null && Object.keys(value).length === 0)
}
