import type { CallDetail } from '../../data/test-detail.ts'

/** Words of the providers for what is not the usual end, and what they mean. */
const MEANINGS: readonly (readonly [pattern: RegExp, meaning: string])[] = [
  [/^(?:length|max_tokens|max_output_tokens|incomplete)$/iu, 'cut off at the limit of tokens'],
  [/filter|safety|recitation|blocklist|prohibited|spii|guardrail/iu, 'stopped by a filter of the provider'],
  [/^(?:cut|cancelled|interrupted)$/iu, 'ended before it was whole'],
  [/^refusal$/iu, 'the model refused'],
  [/context_window/iu, 'the context was full'],
  [/^pause_turn$/iu, 'paused by the provider, to be continued'],
  [/error|malformed/iu, 'ended by an error'],
]

/** Why an answer ended: in the provider's word, and in plain words where it is not the usual end. */
export function Finish({ finish, end }: { readonly finish: string | undefined; readonly end: CallDetail['end'] }) {
  const meaning = finish === undefined ? undefined : MEANINGS.find(([pattern]) => pattern.test(finish))?.[1]
  return (
    <>
      {finish === undefined ? null : (
        <p class={meaning === undefined ? 'finish' : 'finish is-unusual'}>
          <span class="finish-label">finish</span> <code>{finish}</code>
          {meaning === undefined ? null : ` ${meaning}`}
        </p>
      )}
      {end === 'complete' ? null : (
        <p class="finish is-unusual">
          <span class="finish-label">end</span> <code>{end}</code>{' '}
          {end === 'aborted' ? 'the caller stopped reading here' : 'the server ended the connection too early'}
        </p>
      )}
    </>
  )
}
