import { cleanHeaders, isHeaderText } from '../clean-headers.ts'
import type { ForeignCall, ForeignMessage } from '../foreign-call.ts'
import { arePlausibleTimes, isPlausibleTime } from '../plausible-times.ts'
import type { Remarks } from './remarks.ts'

/** Leaves out what no call can have had: headers that break a message, and times of years. */
export function soundCall(foreign: ForeignCall, lost: Remarks): ForeignCall {
  const { request, response, latency, duration } = foreign
  const { chunks, statusText } = response
  return {
    ...foreign,
    request: withSoundHeaders(request, 'request', lost),
    response: {
      ...withSoundHeaders(response, 'response', lost),
      statusText: statusText !== undefined && isHeaderText(statusText) ? statusText : undefined,
      ...(chunks === undefined || arePlausibleTimes(chunks)
        ? {}
        : { chunks: chunks.map(({ size }) => ({ size, at: 0 })), areTimesUnknown: true }),
    },
    ...(hasSoundTimes(latency, duration) ? {} : { latency: undefined, duration: undefined }),
  }
}

function withSoundHeaders<Message extends ForeignMessage>(message: Message, thing: string, lost: Remarks): Message {
  if (message.headers === undefined) return message
  const { headers, dropped } = cleanHeaders(message.headers)
  if (dropped.length > 0) lost.note('headers that no message can hold, of', thing)
  return { ...message, headers }
}

function hasSoundTimes(latency = 0, duration = latency): boolean {
  return isPlausibleTime(latency) && isPlausibleTime(duration) && latency <= duration
}
