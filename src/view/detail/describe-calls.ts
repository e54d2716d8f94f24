import { newMessages, type Turn } from '../../answers/new-messages.ts'
import type { MediaFile } from '../../answers/parts/measure-answer.ts'
import { readAnswerWithMedia } from '../../answers/read-answer.ts'
import { readCallFacts } from '../../answers/read-call-facts.ts'
import { readConversationWithMedia } from '../../answers/read-conversation.ts'
import { readSession, readSessionMedia } from '../../answers/read-session.ts'
import { USAGE_COUNTS, type Call, type RecordedSocket, type Usage } from '../../cassette/call.ts'
import type { CassetteEntry } from '../../cassette/cassette.ts'
import type { Price } from '../../providers/prices/prices.ts'
import type { CallDetail, SocketDetail, TestDetail, UsageCount } from '../data/test-detail.ts'
import type { TestChanges } from '../viewed-test.ts'
import { describeBytes } from './describe-bytes.ts'
import { createDistinctList } from './distinct-list.ts'

/** The calls of a test, and the bytes of their media. */
export interface DescribedCalls {
  readonly detail: Omit<TestDetail, 'media' | 'diverged'>
  readonly media: ReadonlyMap<string, MediaFile>
}

/**
 * Describes the calls of a test for the page.
 *
 * @throws {RewindCassetteError} when one cannot be read
 */
export function describeCalls(
  entries: readonly CassetteEntry[],
  { price, changes }: { readonly price: Price; readonly changes: TestChanges | undefined },
): DescribedCalls {
  const lists = {
    messages: createDistinctList<TestDetail['messages'][number]>(),
    tools: createDistinctList<TestDetail['tools'][number]>(),
    settings: createDistinctList<TestDetail['settings'][number]>(),
  }
  const media = new Map<string, MediaFile>(changes?.media)
  const turns: Turn[] = []
  const calls = entries.map((entry): CallDetail => {
    const call = entry.call()
    const { conversation, files } = conversationOf(call)
    const answered = readAnswerWithMedia(call)
    for (const [digest, file] of [...files, ...answered.files]) media.set(digest, file)
    const places = conversation.messages.map((message) => lists.messages.add(message))
    const messages = places.flatMap((place) => lists.messages.values[place] ?? [])
    const turn: Turn = { call: entry.number, messages, answer: answered.answer }
    const added = newMessages(turn, turns)
    const known = turns.find((base) => base.call === added.continues)?.messages.length ?? 0
    turns.push(turn)
    return {
      ...readCallFacts(entry, { price, settings: conversation.settings }),
      ...detailsOf(entry, call),
      continues: added.continues ?? null,
      messages: places.slice(known),
      firstNew: messages.length - known - added.messages.length,
      tools: lists.tools.add(conversation.tools),
      settings: lists.settings.add(conversation.settings),
      answer: answered.answer,
      change: changes?.calls.get(entry.number) ?? null,
    }
  })
  return {
    detail: {
      messages: lists.messages.values,
      tools: lists.tools.values,
      settings: lists.settings.values,
      calls,
      removed: changes?.removed ?? [],
    },
    media,
  }
}

function conversationOf({ request, response }: Call): ReturnType<typeof readConversationWithMedia> {
  const { socket } = response
  if (socket === undefined) return readConversationWithMedia(request)
  return { conversation: readSession(socket), files: readSessionMedia(socket) }
}

type Details = Pick<
  CallDetail,
  'number' | 'usage' | 'latency' | 'duration' | 'isLate' | 'isEdited' | 'chunks' | 'socket'
>

function detailsOf(entry: CassetteEntry, { response, usage, late }: Call): Details {
  return {
    number: entry.number,
    usage: usage === undefined ? [] : countsOf(usage),
    latency: response.latency,
    duration: response.duration,
    isLate: late === true,
    isEdited: !entry.hasIntactAnswer(),
    chunks: response.chunks?.length ?? 0,
    socket: response.socket === undefined ? null : describeSocket(response.socket),
  }
}

function countsOf(usage: Usage): readonly UsageCount[] {
  return USAGE_COUNTS.flatMap((name) => {
    const count = usage[name]
    return count === undefined ? [] : [{ name, count }]
  })
}

function describeSocket({ protocol, messages, close }: RecordedSocket): SocketDetail {
  return {
    protocol,
    messages: messages.map(({ from, at, data }) => ({
      from,
      at,
      data: typeof data === 'string' ? { kind: 'text', text: data } : describeBytes(data),
    })),
    close: close ?? null,
  }
}
