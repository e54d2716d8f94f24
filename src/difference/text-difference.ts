/** One run of text that both sides have, or only one. */
interface TextChange {
  readonly value: string
  /** Only the received text has it. */
  readonly added?: boolean
  /** Only the recorded text has it. */
  readonly removed?: boolean
}

/** The functions of the package `diff`, which callers load when they need them. */
export interface DiffFunctions {
  readonly diffLines: (recorded: string, received: string) => readonly TextChange[]
  readonly diffWords: (recorded: string, received: string) => readonly TextChange[]
}

const SHORT_LINE = 100
/** Characters shown before and after a change in a long line. */
const CONTEXT_CHARACTERS = 30
/** Lines shown before and after a change. */
const CONTEXT_LINES = 2
const MAXIMAL_LINES = 24
/** Changed text is cut here; it is also the most that is compared by words, whose cost grows with its square. */
const MAXIMAL_CHANGE = 2000
const SHOWN_CHANGE = 160
/** The most lines that are compared, for the same reason. */
const MAXIMAL_COMPARED_LINES = 1000

/**
 * Shows how two texts differ, cut down to the changes and a little around them.
 *
 * @param recorded - the text on the cassette; empty where there was none
 * @param received - the text that came; empty where there is none
 * @param functions - `diffLines` and `diffWords` of the package `diff`
 * @returns lines that start with `- ` (recorded only), `+ ` (received only), two spaces (both) or `…` (left out)
 */
export function explainTextDifference(recorded: string, received: string, functions: DiffFunctions): readonly string[] {
  if (recorded === received) return []
  const isBlankChange = recorded.replaceAll(/\s/g, '') === received.replaceAll(/\s/g, '')
  // Changed white space is invisible unless it is escaped.
  const [before, after] = isBlankChange ? [JSON.stringify(recorded), JSON.stringify(received)] : [recorded, received]
  if (before.includes('\n') || after.includes('\n')) return explainLines(before, after, functions)
  return explainLine(before, after, functions)
}

function explainLine(recorded: string, received: string, functions: DiffFunctions): readonly string[] {
  if (recorded === '') return [`+ ${cutAround(received, { start: 0, end: received.length })}`]
  if (received === '') return [`- ${cutAround(recorded, { start: 0, end: recorded.length })}`]
  if (Math.max(recorded.length, received.length) <= SHORT_LINE) return [`- ${recorded}`, `+ ${received}`]
  return changedRanges(recorded, received, functions).flatMap(({ before, after }) => [
    `- ${cutAround(recorded, before)}`,
    `+ ${cutAround(received, after)}`,
  ])
}

interface Range {
  readonly start: number
  readonly end: number
}

interface ChangedRanges {
  readonly before: Range
  readonly after: Range
}

function changedRanges(recorded: string, received: string, { diffWords }: DiffFunctions): readonly ChangedRanges[] {
  const whole = changedMiddle(recorded, received)
  const before = recorded.slice(whole.before.start, whole.before.end)
  const after = received.slice(whole.after.start, whole.after.end)
  if (Math.max(before.length, after.length) > MAXIMAL_CHANGE) return [whole]
  return joinNear(rangesOfWords(diffWords(before, after), whole))
}

// Cuts off what both texts begin and end with, up to whole words.
function changedMiddle(recorded: string, received: string): ChangedRanges {
  const shorter = Math.min(recorded.length, received.length)
  let start = 0
  while (start < shorter && recorded[start] === received[start]) start += 1
  while (start > 0 && !/\s/.test(recorded[start - 1] ?? ' ')) start -= 1
  let end = 0
  while (end < shorter - start && recorded.at(-1 - end) === received.at(-1 - end)) end += 1
  while (end > 0 && !/\s/.test(recorded.at(-end) ?? ' ')) end -= 1
  return {
    before: { start, end: recorded.length - end },
    after: { start, end: received.length - end },
  }
}

function rangesOfWords(changes: readonly TextChange[], whole: ChangedRanges): readonly ChangedRanges[] {
  const ranges: ChangedRanges[] = []
  let before = whole.before.start
  let after = whole.after.start
  for (const { value, added = false, removed = false } of changes) {
    const next = { before: added ? before : before + value.length, after: removed ? after : after + value.length }
    if (added || removed) {
      ranges.push({ before: { start: before, end: next.before }, after: { start: after, end: next.after } })
    }
    before = next.before
    after = next.after
  }
  return ranges
}

// Changes whose contexts touch are shown as one.
function joinNear(ranges: readonly ChangedRanges[]): readonly ChangedRanges[] {
  const joined: ChangedRanges[] = []
  for (const range of ranges) {
    const last = joined.at(-1)
    if (last !== undefined && range.before.start - last.before.end <= 2 * CONTEXT_CHARACTERS) {
      joined[joined.length - 1] = {
        before: { start: last.before.start, end: range.before.end },
        after: { start: last.after.start, end: range.after.end },
      }
    } else joined.push(range)
  }
  return joined.slice(0, MAXIMAL_LINES / 2)
}

function cutAround(text: string, { start, end }: Range): string {
  const from = start <= CONTEXT_CHARACTERS ? 0 : start - CONTEXT_CHARACTERS
  const to = text.length - end <= CONTEXT_CHARACTERS ? text.length : end + CONTEXT_CHARACTERS
  const shown =
    end - start > SHOWN_CHANGE
      ? `${text.slice(from, start + SHOWN_CHANGE)}…${text.slice(end, to)}`
      : text.slice(from, to)
  return `${from > 0 ? '…' : ''}${shown}${to < text.length ? '…' : ''}`
}

function explainLines(recorded: string, received: string, functions: DiffFunctions): readonly string[] {
  const changes = functions.diffLines(firstLines(recorded), firstLines(received))
  const lines: string[] = []
  for (const [index, change] of changes.entries()) {
    const next = changes[index + 1]
    const isReplaced = change.removed === true && next?.added === true
    const isReplacement = change.added === true && changes[index - 1]?.removed === true
    if (isReplaced) lines.push(...explainPair(linesOf(change.value), linesOf(next.value), functions))
    else if (!isReplacement) lines.push(...explainChange(change, { isFirst: index === 0, isLast: next === undefined }))
  }
  if (lines.length <= MAXIMAL_LINES) return lines
  return [...lines.slice(0, MAXIMAL_LINES), `… ${lines.length - MAXIMAL_LINES} more lines`]
}

function firstLines(text: string): string {
  return text.split('\n').slice(0, MAXIMAL_COMPARED_LINES).join('\n')
}

// Lines that were changed one by one are shown around the change in each.
function explainPair(
  recorded: readonly string[],
  received: readonly string[],
  functions: DiffFunctions,
): readonly string[] {
  if (recorded.length === 1 && received.length === 1)
    return explainLine(recorded[0] ?? '', received[0] ?? '', functions)
  return [...recorded.map((line) => `- ${cutEnd(line)}`), ...received.map((line) => `+ ${cutEnd(line)}`)]
}

function explainChange(
  change: TextChange,
  place: { readonly isFirst: boolean; readonly isLast: boolean },
): readonly string[] {
  const lines = linesOf(change.value).map(cutEnd)
  if (change.added === true) return lines.map((line) => `+ ${line}`)
  if (change.removed === true) return lines.map((line) => `- ${line}`)
  const head = place.isFirst ? [] : lines.slice(0, CONTEXT_LINES)
  const tail = place.isLast ? [] : lines.slice(Math.max(head.length, lines.length - CONTEXT_LINES))
  const gap = head.length + tail.length < lines.length ? ['…'] : []
  return [...head.map((line) => `  ${line}`), ...gap, ...tail.map((line) => `  ${line}`)]
}

function linesOf(text: string): readonly string[] {
  return text.replace(/\n$/, '').split('\n')
}

function cutEnd(line: string): string {
  return line.length > SHOWN_CHANGE ? `${line.slice(0, SHOWN_CHANGE)}…` : line
}
