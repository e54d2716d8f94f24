import type { Replacement } from '../../replacement.ts'
import { byteStretchesOf } from './byte-lists.ts'
import { isReadable } from './is-readable.ts'

/**
 * What a line begins with: `00000010: 6d57 7032` of xxd, `00000010  6d 57 70 32` of hexdump, which leaves a wider space
 * after eight bytes.
 */
const LINE =
  /([ \t]{0,16})((?:0x)?)([0-9a-f]{4,16})(:?[ \t]{1,4})([0-9a-f]{2}(?: [0-9a-f]{2}){7} {2}[0-9a-f]{2}(?: [0-9a-f]{2}){0,7}|[0-9a-f]{2}(?: ?[0-9a-f]{2}){0,31})(?![0-9a-z])/iy
const FIRST_LINE = /(?:(?<![0-9a-z])|(?<=\\n))(?:0x)?[0-9a-f]{4,16}:?[ \t]{1,4}(?:[0-9a-f]{2} ?){4}/gi
/** Behind it, the bytes as text: letters by letters, up to the end of the line. */
const SPACES = /[ \t]{1,120}/y
const KINDS_OF_TEXT = [
  // In JSON, with its escapes.
  { letter: /\\{1,7}["']|\\\\(?:\\\\)?|[^\\\r\n]/y, end: /[|<]?(?=\\{1,4}[rn]|\\{0,3}["']|$)/y },
  { letter: /[^\r\n]/y, end: /[|<]?(?=[\r\n]|$)/y },
] as const
const LINE_BREAK = /\r?\n|(?:\\{1,4}r)?\\{1,4}n/y
/** The last line of hexdump says only where the bytes end. */
const LAST_LINE = /[ \t]{0,16}(?:0x)?[0-9a-f]{4,16}(?=\s|\\|["']|$)/iy
const BYTES_A_LINE = 16

interface Line {
  readonly indent: string
  readonly prefix: string
  readonly offset: string
  readonly gap: string
  readonly hex: string
  readonly bytes: readonly number[]
  /** What the text of the bytes begins with; undefined where it is not shown. */
  readonly mark: string | undefined
  readonly end: number
}

interface Dump {
  readonly start: number
  readonly end: number
  readonly lines: readonly Line[]
  readonly lineBreak: string
  readonly hasLastLine: boolean
}

/**
 * Finds secrets in what xxd and `hexdump -C` print: bytes in hex, behind their offset and beside their text.
 *
 * @param change - takes secrets out of bytes; gives the same object where there are none
 * @returns each dump that held one, printed again with 16 bytes a line
 */
export function findInHexDumps(text: string, change: (bytes: Uint8Array) => Uint8Array): readonly Replacement[] {
  const found: Replacement[] = []
  let done = 0
  for (const { start, end } of byteStretchesOf(text)) {
    for (const { index } of end <= done ? [] : text.slice(start, end).matchAll(FIRST_LINE)) {
      const dump = start + index < done ? undefined : dumpAt(text, start + index)
      if (dump === undefined) continue
      done = dump.end
      const bytes = Uint8Array.from(dump.lines.flatMap((line) => line.bytes))
      const changed = isReadable(bytes.subarray(0, BYTES_A_LINE)) ? change(bytes) : bytes
      if (changed !== bytes) found.push({ start: dump.start, end: dump.end, as: print(changed, dump) })
    }
  }
  return found
}

function dumpAt(text: string, start: number): Dump | undefined {
  const lines: Line[] = []
  let [at, end, count, lineBreak] = [start, start, 0, '']
  for (let line = lineAt(text, at); line !== undefined; line = lineAt(text, at)) {
    if (distance(lines[0] ?? line, line) !== count) break
    lines.push(line)
    count += line.bytes.length
    end = line.end
    const next = matchAt(LINE_BREAK, text, end)?.[0]
    if (next === undefined) break
    lineBreak ||= next
    at = end + next.length
  }
  if (lines.length === 0) return undefined
  const lastLine = at > end ? matchAt(LAST_LINE, text, at)?.[0] : undefined
  return {
    start,
    end: lastLine === undefined ? end : at + lastLine.length,
    lines,
    lineBreak,
    hasLastLine: lastLine !== undefined,
  }
}

function distance(from: Line, to: Line): number {
  return Number.parseInt(to.offset, 16) - Number.parseInt(from.offset, 16)
}

function lineAt(text: string, at: number): Line | undefined {
  const match = matchAt(LINE, text, at)
  if (match === undefined) return undefined
  const [all, indent = '', prefix = '', offset = '', gap = '', hex = ''] = match
  const bytes = [...Buffer.from(hex.replaceAll(' ', ''), 'hex')]
  return { indent, prefix, offset, gap, hex, bytes, ...textBehind(text, at + all.length, bytes.length) }
}

// It may begin with spaces itself: as few as fit are before it.
function textBehind(text: string, hexEnd: number, count: number): Pick<Line, 'mark' | 'end'> {
  const spaces = matchAt(SPACES, text, hexEnd)?.[0].length ?? 0
  for (let start = hexEnd + spaces; start > hexEnd; start -= 1) {
    const mark = /[|>]/.exec(text.charAt(start))?.[0] ?? ''
    const end = mark === '' ? undefined : endOfText(text, start + 1, count)
    if (end !== undefined) return { mark, end }
    const endWithout = endOfText(text, start, count)
    if (endWithout !== undefined) return { mark: '', end: endWithout }
  }
  return { mark: undefined, end: hexEnd }
}

function endOfText(text: string, start: number, count: number): number | undefined {
  for (const kind of KINDS_OF_TEXT) {
    const end = endOfLetters(text, start, { count, ...kind })
    if (end !== undefined) return end
  }
  return undefined
}

function endOfLetters(
  text: string,
  start: number,
  { count, letter, end }: { readonly count: number; readonly letter: RegExp; readonly end: RegExp },
): number | undefined {
  let at = start
  for (let left = count; left > 0; left -= 1) {
    const { length } = matchAt(letter, text, at)?.[0] ?? ''
    if (length === 0) return undefined
    at += length
  }
  const last = matchAt(end, text, at)
  return last === undefined ? undefined : at + last[0].length
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at
  return pattern.exec(text) ?? undefined
}

function print(bytes: Uint8Array, { lines: [first, second], lineBreak, hasLastLine }: Dump): string {
  if (first === undefined) return ''
  const { prefix, offset, gap, hex, mark } = first
  const offsetOf = (at: number): string =>
    prefix + (Number.parseInt(offset, 16) + at).toString(16).padStart(offset.length, '0')
  const spell = spellerOf(hex)
  const width = spell(new Uint8Array(BYTES_A_LINE)).length
  const printed: string[] = []
  for (let at = 0; at < bytes.length; at += BYTES_A_LINE) {
    const part = bytes.subarray(at, at + BYTES_A_LINE)
    const spelled = spell(part)
    const shown = mark === undefined ? spelled : `${spelled.padEnd(width)}  ${lettersOf(part, mark, lineBreak)}`
    printed.push(offsetOf(at) + gap + shown)
  }
  if (hasLastLine) printed.push(offsetOf(bytes.length))
  return printed.join((lineBreak === '' ? '\n' : lineBreak) + (second?.indent ?? ''))
}

function spellerOf(hex: string): (bytes: Uint8Array) => string {
  const groupSize = Math.ceil((/^[0-9a-f]+/i.exec(hex)?.[0].length ?? 2) / 2)
  const middle = hex.includes('  ') ? '  ' : ' '
  return (bytes) =>
    [...bytes]
      .map((byte, index) => {
        const isGroup = index > 0 && index % groupSize === 0
        const before = index === BYTES_A_LINE / 2 && isGroup ? middle : isGroup ? ' ' : ''
        return before + byte.toString(16).padStart(2, '0')
      })
      .join('')
}

function lettersOf(bytes: Uint8Array, mark: string, lineBreak: string): string {
  // In JSON, a quote would end the string.
  const hidden = lineBreak.startsWith('\\') ? /[^ -~]|["\\]/g : /[^ -~]/g
  const letters = Buffer.from(bytes).toString('latin1').replaceAll(hidden, '.')
  return mark + letters + (mark === '>' ? '<' : mark)
}
