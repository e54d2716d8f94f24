/** Longest part of a link that is looked at on either side of its signature. */
const REACH = 800

/**
 * Whether a signature is that of a link which holds for some hours, as links to generated images are: applications read
 * them, so they stay. One that holds for longer, or whose `st` (start) and `se` (end) are missing, is a key.
 *
 * @param at - offset of the signature
 */
export function isShortLivedLink(text: string, at: number): boolean {
  const { start, end } = linkAround(text, at)
  const link = text.slice(Math.max(start, at - REACH), Math.min(end, at + REACH))
  const from = monthOf(link, 'st=')
  return from !== undefined && from === monthOf(link, 'se=')
}

let last: { readonly text: string; readonly start: number; readonly end: number } = { text: '', start: 0, end: 0 }

// Remembered: a text may be one link with thousands of signatures, and looking for its ends from each of them took a
// second for 1 MB.
function linkAround(text: string, at: number): { readonly start: number; readonly end: number } {
  if (last.start <= at && at <= last.end && last.text === text) {
    // The very string: one that is only equal would be compared to its end the next time too.
    last = { ...last, text }
    return last
  }
  let start = at
  while (start > 0 && !isLinkEnd(text.charCodeAt(start - 1))) start -= 1
  let end = at
  while (end < text.length && !isLinkEnd(text.charCodeAt(end))) end += 1
  last = { text, start, end }
  return last
}

// White space, quotes and angle brackets.
function isLinkEnd(code: number): boolean {
  if (code > 0x3e) return false
  return (
    code === 0x20 || code === 0x0a || code === 0x09 || code === 0x22 || code === 0x27 || code === 0x3c || code === 0x3e
  )
}

const MONTH = /^\d{4}-\d\d(?=-)/

function monthOf(link: string, name: string): string | undefined {
  for (let at = link.indexOf(name); at !== -1; at = link.indexOf(name, at + 1)) {
    if (/[?&;6]/.test(link[at - 1] ?? '')) return MONTH.exec(link.slice(at + name.length, at + name.length + 8))?.[0]
  }
  return undefined
}
