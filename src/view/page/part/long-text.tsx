import { useState } from 'preact/hooks'

import { formatCount } from '../../../report/format.ts'
import { usePrinting } from '../printing.ts'

const LONGEST = 2400
const MOST_LINES = 24

/** A text as it was recorded: never markup. A long one shows its beginning. */
export function LongText({ text, isMono = false }: { readonly text: string; readonly isMono?: boolean }) {
  const [isOpen, setOpen] = useState(false)
  const isPrinting = usePrinting()
  const isWhole = isOpen || isPrinting
  const start = beginningOf(text)
  const isLong = start.length < text.length
  return (
    <div class={isMono ? 'text is-mono' : 'text'}>
      <div class={isLong && !isWhole ? 'text-body is-cut' : 'text-body'} dir="auto">
        {isWhole ? text : start}
      </div>
      {isLong ? (
        <button type="button" class="more" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isWhole ? 'Show less' : `Show all ${formatCount(text.length)} characters`}
        </button>
      ) : null}
    </div>
  )
}

// A little more than the limit is shown whole: a button for two lines is of no use.
function beginningOf(text: string): string {
  const lines = text.split('\n', MOST_LINES * 2)
  if (text.length <= LONGEST * 1.3 && lines.length <= MOST_LINES * 1.3) return text
  return lines.slice(0, MOST_LINES).join('\n').slice(0, LONGEST)
}
