/** Longest part of a link that is looked at on either side of its signature. */
const REACH = 800
const LINK_ENDS = [' ', '\n', '\t', '"', "'", '<', '>']

/**
 * Whether a signature is that of a link which holds for some hours, as links to generated images are: applications read
 * them, so they stay. One that holds for longer, or whose `st` (start) and `se` (end) are missing, is a key.
 *
 * @param at - offset of the signature
 */
export function isShortLivedLink(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - REACH), at)
  const behind = text.slice(at, at + REACH)
  const start = Math.max(...LINK_ENDS.map((end) => before.lastIndexOf(end))) + 1
  const ends = LINK_ENDS.map((end) => behind.indexOf(end)).filter((place) => place !== -1)
  const link = before.slice(start) + behind.slice(0, Math.min(...ends, behind.length))
  const from = monthOf(link, 'st=')
  return from !== undefined && from === monthOf(link, 'se=')
}

const MONTH = /^\d{4}-\d\d(?=-)/

function monthOf(link: string, name: string): string | undefined {
  for (let at = link.indexOf(name); at !== -1; at = link.indexOf(name, at + 1)) {
    if (/[?&;6]/.test(link[at - 1] ?? '')) return MONTH.exec(link.slice(at + name.length, at + name.length + 8))?.[0]
  }
  return undefined
}
