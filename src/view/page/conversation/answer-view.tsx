import type { Answer, Choice } from '../../../answers/answer.ts'
import type { CallDetail, MediaFact } from '../../data/test-detail.ts'
import { PartView } from '../part/part-view.tsx'
import { Finish } from './finish.tsx'
import { placeOf, type Ties } from './tie-results.ts'

/** What the model answered: one answer or several, and how it ended. */
export function AnswerView({
  answer,
  media,
  call,
  ties,
}: {
  readonly answer: Answer
  readonly media: Readonly<Record<string, MediaFact>>
  /** Left out for the answer of another recording. */
  readonly call?: CallDetail
  readonly ties?: Ties
}) {
  const choices: readonly Choice[] = [answer, ...(answer.alternatives ?? [])]
  return (
    <>
      {choices.map((choice, index) => (
        <div key={index} class="message is-assistant is-answer">
          <div class="role">{choices.length === 1 ? 'answer' : `answer ${index + 1}`}</div>
          <div class="parts">
            {choice.parts.map((part, at) => {
              const place = index === 0 && call !== undefined ? placeOf(call.number, 'answer', at) : ''
              // The results of the provider's own tools are shown beside their calls.
              if (ties?.tied.has(place) === true) return null
              return <PartView key={at} part={part} media={media} tied={ties?.results.get(place)} />
            })}
            {index === 0 && answer.error !== undefined ? (
              <div class="callout is-error">
                <strong>{answer.error.type ?? answer.error.code ?? 'error'}</strong> {answer.error.message}
              </div>
            ) : null}
            {choice.parts.length === 0 && answer.error === undefined ? <p class="absent">empty</p> : null}
            <Finish finish={choice.finish} end={call?.end ?? 'complete'} />
          </div>
        </div>
      ))}
    </>
  )
}
