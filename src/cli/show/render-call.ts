import type { AnswerPart } from '../../answers/answer.ts'
import type { Message } from '../../answers/conversation.ts'
import { newMessages } from '../../answers/new-messages.ts'
import {
  formatCount,
  formatDollars,
  formatDuration,
  formatThings,
  joinFacts,
  withoutControls,
} from '../../report/format.ts'
import type { ShownCall, ShownSession } from '../json-reports.ts'
import type { Terminal } from '../terminal.ts'
import { renderPart, type PartStyle } from './render-part.ts'
import { wrap } from './wrap.ts'

/**
 * Renders a call as a person would tell it: who said what, then what the model answered.
 *
 * @param earlier - the calls shown before it: what they have shown is not repeated
 */
export function renderCall(call: ShownCall, earlier: readonly ShownCall[], style: PartStyle): string {
  const added = newMessages(call, earlier)
  const blocks = [
    ...added.messages.map((message) => messageBlock(message, style)),
    // A session's answers are among its messages.
    ...(call.session === null ? answerBlocks(call, style) : errorBlocks(call, style)),
    ...endOfSession(call, style),
  ]
  const note = added.continues === undefined ? [] : [style.terminal.paint('dim', `  continues call ${added.continues}`)]
  return [headLine(call, style.terminal), factsLine(call, style.terminal), ...note, '', blocks.join('\n'), ''].join(
    '\n',
  )
}

function messageBlock({ role, name, parts, finish }: Message, style: PartStyle): string {
  const label = name === undefined ? role : `${role} ${name}`
  return labelled(label, [...renderAll(parts, style), ...endOf(finish, style)], style)
}

function endOfSession({ session }: ShownCall, style: PartStyle): readonly string[] {
  if (session === null) return []
  const { close } = session
  const facts = close === null ? 'left open' : [`${close.by}, ${close.code}`, close.reason].filter(Boolean).join(', ')
  return [
    labelled(close === null ? 'session' : 'closed by', [style.terminal.paint('dim', withoutControls(facts))], style),
  ]
}

function headLine({ call, method, url, status, session }: ShownCall, { paint }: Terminal): string {
  const failed = session !== null || (status >= 200 && status < 300) ? '' : `  ${paint('red', String(status))}`
  return `${paint('bold', `#${call}`)}  ${method} ${withoutControls(shortUrl(url))}${failed}`
}

function shortUrl(url: string): string {
  return url.replace(/^https:\/\//u, '')
}

function factsLine(call: ShownCall, { paint }: Terminal): string {
  const { model, settings, tools, tokens, usd, ms, recordedAt, end, session } = call
  const asked = settings['model']
  const facts = [
    model ?? (typeof asked === 'string' ? asked : undefined),
    tokens === null ? undefined : `${formatCount(tokens.input)} + ${formatCount(tokens.output)} tokens`,
    usd === null ? undefined : formatDollars(usd),
    formatDuration(ms),
    recordedAt.slice(0, 10),
    end === 'complete' ? undefined : end,
    session === null ? undefined : messagesOf(session),
    tools.length === 0 ? undefined : `tools: ${tools.map(({ name }) => name).join(', ')}`,
  ]
  return paint('dim', `    ${withoutControls(joinFacts(facts))}`)
}

function messagesOf({ messages: { client, server } }: ShownSession): string {
  return formatThings(client + server, 'message')
}

function answerBlocks({ answer }: ShownCall, style: PartStyle): readonly string[] {
  const choices = [answer, ...(answer.alternatives ?? [])]
  const blocks = choices.map(({ parts, finish }, index) => {
    const label = choices.length === 1 ? 'answer' : `answer ${index + 1}`
    const end = endOf(finish, style)
    return parts.length === 0 && end.length === 0 ? '' : labelled(label, [...renderAll(parts, style), ...end], style)
  })
  const shown = [...blocks.filter((text) => text !== ''), ...errorBlocks({ answer }, style)]
  return shown.length === 0 ? [labelled('answer', [style.terminal.paint('dim', '(empty)')], style)] : shown
}

function errorBlocks({ answer: { error } }: Pick<ShownCall, 'answer'>, style: PartStyle): readonly string[] {
  return error === undefined
    ? []
    : [labelled('error', [style.terminal.paint('red', withoutControls(error.message))], style)]
}

function endOf(finish: string | undefined, { terminal }: PartStyle): readonly string[] {
  return finish === undefined || USUAL_ENDS.has(finish) ? [] : [terminal.paint('yellow', `(ended: ${finish})`)]
}

/** How answers end when nothing is worth a word: the model was done, or calls its tools. */
const USUAL_ENDS: ReadonlySet<string> = new Set([
  'stop',
  'end_turn',
  'STOP',
  'completed',
  'COMPLETE',
  'tool_calls',
  'tool_use',
  'tool-calls',
  'TOOL_CALL',
  'stop_sequence',
  'turnComplete',
])

function renderAll(parts: readonly AnswerPart[], style: PartStyle): readonly string[] {
  return parts.map((part) => renderPart(part, style))
}

const LABEL_WIDTH = 11

// The label is left of the first line, as in the script of a play.
function labelled(label: string, texts: readonly string[], { terminal }: PartStyle): string {
  const columns = terminal.columns === undefined ? undefined : terminal.columns - LABEL_WIDTH - 2
  const lines = wrap(texts.join('\n'), columns)
  return lines
    .map((line, index) => {
      const margin = index === 0 ? label.padEnd(LABEL_WIDTH) : ' '.repeat(LABEL_WIDTH)
      return `  ${index === 0 ? terminal.paint('bold', margin) : margin}${line}`.trimEnd()
    })
    .join('\n')
}
