import { useState } from 'preact/hooks'

import type { Words } from '../../../difference/word-diff.ts'
import { useWords } from './use-words.ts'

/** Characters of unchanged text that are kept around a change. */
const AROUND = 160
/** What both have is longer than this: then there is something to show. */
const LONG = 400

/** A text before and after, side by side where there is room, with the words marked that differ. */
export function TextChange({
  before,
  after,
  names,
  isWholeAtFirst = false,
}: {
  /** Undefined where it was not there. */
  readonly before: string | undefined
  /** Undefined where it is gone. */
  readonly after: string | undefined
  readonly names: readonly [before: string, after: string]
  /** Whether what both have is shown as well, until it is folded. */
  readonly isWholeAtFirst?: boolean
}) {
  const [isWhole, setWhole] = useState(isWholeAtFirst)
  const words = useWords(before ?? '', after ?? '', isWhole ? Number.MAX_SAFE_INTEGER : AROUND)
  const canFold = before !== undefined && after !== undefined && Math.max(before.length, after.length) > LONG
  return (
    <div class="change">
      <Side name={names[0]} kind="before" words={words} isThere={before !== undefined} />
      <Side name={names[1]} kind="after" words={words} isThere={after !== undefined} />
      {canFold ? (
        <button type="button" class="more" onClick={() => setWhole(!isWhole)}>
          {isWhole ? 'Show what changed' : 'Show all of it'}
        </button>
      ) : null}
    </div>
  )
}

function Side({
  name,
  kind,
  words,
  isThere,
}: {
  readonly name: string
  readonly kind: 'before' | 'after'
  readonly words: readonly Words[] | undefined
  readonly isThere: boolean
}) {
  const shown = (words ?? []).filter((word) => word.kind === 'both' || word.kind === kind)
  return (
    <div class={`side is-${kind}`}>
      <h4>{name}</h4>
      {isThere ? (
        <div class="side-text" dir="auto">
          {shown.map((word, index) => (
            <Marked key={index} word={word} />
          ))}
        </div>
      ) : (
        <p class="absent">not there</p>
      )}
    </div>
  )
}

function Marked({ word }: { readonly word: Words }) {
  if (word.kind === 'both') return <>{word.text}</>
  return word.kind === 'before' ? <del>{word.text}</del> : <ins>{word.text}</ins>
}
