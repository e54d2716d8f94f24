import type { AnswerPart } from '../../answers/answer.ts'
import type { TestDetail } from '../data/test-detail.ts'

/**
 * Names the kinds of media that are in the calls of a test, in requests or answers: `image`, `audio`, `video`, `file`.
 */
export function mediaKinds({ messages, calls }: Pick<TestDetail, 'messages' | 'calls'>): readonly string[] {
  const parts = [
    ...messages.flatMap((message) => message.parts),
    ...calls.flatMap(({ answer }) => [answer, ...(answer.alternatives ?? [])].flatMap((choice) => choice.parts)),
  ]
  return [...new Set(parts.flatMap(kindsOf))].toSorted()
}

function kindsOf(part: AnswerPart): readonly string[] {
  if (part.kind === 'tool-result') return (part.media ?? []).flatMap(kindsOf)
  if (part.kind !== 'media') return []
  const [kind = ''] = part.mimeType.split('/')
  return [KINDS.has(kind) ? kind : 'file']
}

const KINDS: ReadonlySet<string> = new Set(['image', 'audio', 'video'])
