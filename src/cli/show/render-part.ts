import type { AnswerPart, BatchEntryPart, Citation } from '../../answers/answer.ts'
import { isSpoken } from '../../answers/is-spoken.ts'
import { sideFileName } from '../../cassette/form/side-file-name.ts'
import { formatBytes, formatCount, formatThings, withoutControls } from '../../report/format.ts'
import type { Terminal } from '../terminal.ts'

/** How parts are rendered. */
export interface PartStyle {
  readonly terminal: Terminal
  /** Whether nothing is folded. */
  readonly isWhole: boolean
}

/** Renders one part of a message for a person. */
export function renderPart(part: AnswerPart, style: PartStyle): string {
  const { paint } = style.terminal
  if (!isSpoken(part)) return renderFacts(part, style)
  switch (part.kind) {
    case 'text':
      return [clean(part.text), ...sourceLines(part.citations, style)].join('\n')
    case 'reasoning':
      return paint('dim', fold(part.text, style))
    case 'refusal':
      return `${paint('yellow', 'refused:')} ${clean(part.text)}`
    case 'tool-call':
      return `${paint('cyan', `→ ${clean(part.name)}`)}${argumentsOf(part.arguments)}`
    case 'tool-result':
      return renderResult(part, style)
    default:
      return part satisfies never
  }
}

// What a terminal would take for a command is shown as nothing.
function clean(text: string): string {
  return text.split('\n').map(withoutControls).join('\n')
}

function sourceLines(citations: readonly Citation[] | undefined, { terminal }: PartStyle): readonly string[] {
  return (citations ?? []).map((citation) => terminal.paint('dim', sourceLine(citation)))
}

function sourceLine({ title, url }: Citation): string {
  return `[${[title, url]
    .filter((text) => text !== undefined)
    .map(clean)
    .join(' · ')}]`
}

function fold(text: string, { isWhole }: PartStyle): string {
  if (text === '') return '(thought, not shown by the provider)'
  if (isWhole) return `(thought) ${clean(text)}`
  const words = text.trim().split(/\s+/u)
  if (words.length <= FOLDED_WORDS) return `(thought) ${clean(text.trim())}`
  return `(thought) ${clean(words.slice(0, FOLDED_WORDS).join(' '))} … ${formatThings(words.length, 'word')}`
}

const FOLDED_WORDS = 20

// In one line where that can be read, as a call would be written; else one line an argument.
function argumentsOf(value: unknown): string {
  if (typeof value === 'string') return value.includes('\n') ? `\n${indent(clean(value))}` : ` ${clean(value)}`
  const line = JSON.stringify(value)
  if (line === '{}') return '()'
  return line.length <= LONGEST_LINE ? `(${clean(line)})` : `\n${indent(clean(JSON.stringify(value, undefined, 2)))}`
}

const LONGEST_LINE = 100

function indent(text: string): string {
  return text.replaceAll(/^/gmu, '  ')
}

type ResultPart = Extract<AnswerPart, { readonly kind: 'tool-result' }>

function renderResult({ name, result, media = [] }: ResultPart, style: PartStyle): string {
  const text = typeof result === 'string' ? result : readable(result)
  const lines = clean(text).trimEnd().split('\n')
  const shown = style.isWhole || lines.length <= MOST_LINES ? lines : lines.slice(0, MOST_LINES)
  const more =
    lines.length > shown.length
      ? [style.terminal.paint('dim', `… ${formatThings(lines.length - shown.length, 'more line')}`)]
      : []
  const head = name === undefined ? '←' : `← ${clean(name)}`
  const body = [...shown, ...more].join('\n')
  const label = style.terminal.paint('cyan', head)
  const content = lines.length === 1 ? `${label}  ${body}` : `${label}\n${indent(body)}`
  return [content, ...media.map((medium) => renderFacts(medium, style))].join('\n')
}

const MOST_LINES = 20

function readable(value: unknown): string {
  const line = JSON.stringify(value) ?? ''
  return line.length <= LONGEST_LINE ? line : JSON.stringify(value, undefined, 2)
}

type FactsPart = Exclude<AnswerPart, { readonly kind: 'text' | 'reasoning' | 'refusal' | 'tool-call' | 'tool-result' }>

function renderFacts(part: FactsPart, style: PartStyle): string {
  switch (part.kind) {
    case 'media':
      return `[${mediaLine(part)}]`
    case 'embedding':
      return `[vector of ${formatCount(part.size)}, norm ${part.norm}: ${part.start.join(', ')}, …]`
    case 'transcript':
      return `(spoken) ${clean(part.text)}`
    case 'ranks':
      return part.ranks
        .map(
          ({ index, score, text }) =>
            `${score.toFixed(3)}  document ${index}${text === undefined ? '' : `  ${clean(text).split('\n')[0]}`}`,
        )
        .join('\n')
    case 'moderation':
      return part.flagged ? `flagged: ${part.categories.join(', ')}` : 'not flagged'
    case 'batch-entry':
      return entryLine(part, style)
    case 'data':
      return style.isWhole ? JSON.stringify(part.value, undefined, 2) : clip(readable(part.value))
    default:
      return part satisfies never
  }
}

function entryLine({ request, finish, error }: BatchEntryPart, { terminal: { paint } }: PartStyle): string {
  const head = paint('bold', `request ${clean(request)}`)
  const end = error === undefined ? finish : error.message
  return end === undefined ? head : `${head} ${paint(error === undefined ? 'dim' : 'red', clean(end))}`
}

function mediaLine({ mimeType, name, url, size, sha256 }: Extract<AnswerPart, { readonly kind: 'media' }>): string {
  const facts = [mimeType, size === undefined ? undefined : formatBytes(size), name, url ?? fileOf(mimeType, sha256)]
  return facts
    .filter((fact) => fact !== undefined)
    .map(clean)
    .join(' · ')
}

// As the files beside cassettes are named; that of a short medium is in its body.
function fileOf(mimeType: string, sha256: string | undefined): string | undefined {
  return sha256 === undefined ? undefined : sideFileName(new Uint8Array(), mimeType, () => sha256)
}

function clip(text: string): string {
  const lines = clean(text).split('\n')
  return lines.length <= MOST_LINES
    ? lines.join('\n')
    : [...lines.slice(0, MOST_LINES), `… ${formatThings(lines.length - MOST_LINES, 'more line')}`].join('\n')
}
