import { escapePattern } from '../../text/patterns/escape-pattern.ts'

/** Says whether a word is a glob. Brackets alone do not make one: names of tests and of routes have them. */
export function isGlob(word: string): boolean {
  return /[*?]|\{[^}]*,[^}]*\}/u.test(word)
}

/**
 * Makes a pattern of a glob: `*` and `?` within a segment, `**` over several, `{a,b}`. Node's own is experimental where
 * rewind still runs.
 */
export function globPattern(glob: string): RegExp {
  const source = glob.replaceAll(TOKEN, (token) => {
    if (token === '**/') return '(?:.*/)?'
    if (token === '**') return '.*'
    if (token === '*') return '[^/]*'
    if (token === '?') return '[^/]'
    if (token.startsWith('{')) return `(?:${token.slice(1, -1).split(',').map(escapePattern).join('|')})`
    return escapePattern(token)
  })
  return new RegExp(`^${source}$`, 'u')
}

const TOKEN = /\*\*\/|\*\*|\*|\?|\{[^}]*\}|[^*?{]+|\{/gu
