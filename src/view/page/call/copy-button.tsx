import { useEffect, useState } from 'preact/hooks'

const SHOWN_MS = 1500

/** Copies a text. */
export function CopyButton({
  text,
  name,
  label,
}: {
  readonly text: string | (() => Promise<string>)
  /** What it does, for screen readers. */
  readonly name: string
  /** Shown instead of the sign. */
  readonly label?: string
}) {
  const [isCopied, setCopied] = useState(false)
  useEffect(() => {
    if (!isCopied) return undefined
    const timer = setTimeout(() => setCopied(false), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [isCopied])
  const copyText = async (): Promise<void> => {
    copy(typeof text === 'string' ? text : await text())
    setCopied(true)
  }
  return (
    <button type="button" class="copy" aria-label={name} title={name} onClick={() => void copyText()}>
      {isCopied ? '✓ copied' : (label ?? <CopySign />)}
    </button>
  )
}

function CopySign() {
  return (
    <svg viewBox="0 0 16 16" width="13" height="13" aria-hidden="true">
      <path d="M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z" fill="none" stroke="currentColor" stroke-width="1.4" />
    </svg>
  )
}

// Not the clipboard of the navigator: a page from the disk has none.
function copy(text: string): void {
  const area = document.createElement('textarea')
  area.value = text
  area.className = 'off-screen'
  document.body.append(area)
  const focused = document.activeElement
  area.select()
  document.execCommand('copy')
  area.remove()
  if (focused instanceof HTMLElement) focused.focus()
}
