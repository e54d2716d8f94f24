import type { AnswerPart } from '../answer.ts'
import { readConversation, type ConversationSource } from '../read-conversation.ts'

/** Characters that are shown of a text. */
const LONGEST = 60

/** What a request asks, as one short line: how the last of its messages begins; undefined where it holds no words. */
export function askedWords(request: ConversationSource): string | undefined {
  const texts = readConversation(request).messages.map(({ parts }) => parts.map(wordsOf).join(' ').trim())
  const line = texts.findLast((text) => text !== '')?.replaceAll(/\s+/gu, ' ')
  if (line === undefined || line.length <= LONGEST) return line
  return `${line.slice(0, LONGEST - 1).trimEnd()}…`
}

function wordsOf(part: AnswerPart): string {
  if (part.kind === 'text') return part.text
  if (part.kind !== 'tool-result') return ''
  return typeof part.result === 'string' ? part.result : JSON.stringify(part.result)
}
