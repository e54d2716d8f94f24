import type { ForeignCall, ForeignMessage, UnreadableCall } from '../foreign-call.ts'
import { parseHttpMessage } from '../read/parse-http-message.ts'
import { headerOf } from '../read/read-headers.ts'
import type { RecordingFormat } from '../recording-format.ts'

const MAGIC = 'httprr trace v1\n'

/**
 * Traces of Go's `httprr`: the bytes of each request and response.
 *
 * @see https://pkg.go.dev/golang.org/x/oscar/internal/httprr
 */
export const httprr: RecordingFormat = {
  name: 'httprr',
  read({ bytes }) {
    const trace = Buffer.from(bytes)
    return trace.subarray(0, MAGIC.length).toString('latin1') === MAGIC ? [...readTrace(trace)] : undefined
  },
}

// Each exchange begins with a line of two lengths.
function* readTrace(trace: Buffer): Generator<ForeignCall | UnreadableCall> {
  for (let offset = MAGIC.length; offset < trace.length;) {
    const end = trace.indexOf('\n', offset)
    const [, sent, received] = /^(\d+) (\d+)\r?$/u.exec(trace.toString('latin1', offset, end)) ?? []
    const start = end + 1
    const middle = start + Number(sent)
    const next = middle + Number(received)
    if (end === -1 || received === undefined || next > trace.length) {
      yield { unreadable: `the trace is broken at byte ${offset}: what follows is left out` }
      return
    }
    yield readExchange(trace.subarray(start, middle), trace.subarray(middle, next))
    offset = next
  }
}

function readExchange(sent: Buffer, received: Buffer): ForeignCall | UnreadableCall {
  const request = parseHttpMessage(sent)
  const response = parseHttpMessage(received)
  if (request === undefined || response === undefined) return { unreadable: 'it is not an HTTP message' }
  const [method = '', target = ''] = request.start.split(' ')
  const [, status = '', ...reason] = response.start.split(' ')
  return {
    method,
    url: /^https?:/iu.test(target) ? target : `https://${headerOf(request.headers, 'host')}${target}`,
    request: messageOf(request),
    response: {
      ...messageOf(response),
      status: Number(status),
      statusText: reason.join(' '),
      ...(response.chunkSizes === undefined
        ? {}
        : { chunks: response.chunkSizes.map((size) => ({ size, at: 0 })), areTimesUnknown: true }),
    },
  }
}

function messageOf({ headers, body }: NonNullable<ReturnType<typeof parseHttpMessage>>): ForeignMessage {
  return { headers, body }
}
