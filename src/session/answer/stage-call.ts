import type { Call } from '../../cassette/call.ts'
import { FORMAT_VERSION } from '../../cassette/read/scan.ts'
import { messageOf } from '../../errors.ts'
import type { Captured } from '../../http/interceptor.ts'
import { fingerprintRules } from '../../key/key-rules.ts'
import { textsOfClient } from '../../redact/redact-session.ts'
import type { Redactor } from '../../redact/redactor.ts'
import type { CallOutcome } from '../../report/test-report.ts'
import type { SessionState } from '../session-state.ts'
import type { KeyedExchange } from './exchange.ts'
import { recordCall } from './record-call.ts'

/**
 * Puts a live exchange that is over among the calls of its session, or notes why it is not recorded.
 *
 * @param exchange - the request
 * @param captured - what came back
 * @param session - where it is noted and kept, and the clock
 */
export function stageCall(exchange: KeyedExchange, captured: Captured, session: Staging): void {
  const { ledger, input } = session
  const { provider, request, record, intercepted, options } = exchange
  const recording = recordCall({
    ...exchange,
    redactor: redactorFor(exchange, captured),
    captured,
    recordErrors: options.recordErrors,
    keepHeaders: options.keepHeaders,
    recordedAt: input.now().toISOString(),
  })
  if (recording.kind === 'not-recorded') {
    const { cause, response } = recording
    ledger.noteNotRecorded({ cause, host: intercepted.url.host })
    // Without an answer, nothing was spent.
    if (response === undefined) return
    return spend(session, ledger.noteCall('live', { provider, usage: undefined, request, response }))
  }
  const { call } = recording
  record.result = { kind: 'recorded', call: record.isLate ? { ...call, late: true } : call }
  // What its caller gave up is asked anew: it may have done so only because its test ended.
  if (call.response.end === 'complete') keepUnfinished(call, session)
  spend(
    session,
    ledger.noteCall('recorded', { provider, usage: call.usage, request: call.request, response: call.response }),
  )
}

function redactorFor({ redactor, redactorAfter }: KeyedExchange, captured: Captured): Redactor {
  const socket = captured.kind === 'response' ? captured.response.rawSocket : undefined
  return socket === undefined ? redactor : redactorAfter(textsOfClient(socket.messages))
}

type Staging = Pick<SessionState, 'ledger' | 'input' | 'budget'>

function spend({ budget, ledger }: Staging, call: CallOutcome): void {
  const warning = budget.spend(call)
  if (warning !== undefined) ledger.warn(warning)
}

// Until the test has passed; nothing is lost with the process. It is a net, so that a disk which refuses only warns.
function keepUnfinished(call: Call, { input, ledger }: Staging): void {
  const rules = fingerprintRules(input.options())
  try {
    input.cassette.unfinished.keep(call, {
      rewind: FORMAT_VERSION,
      test: input.names.test,
      ...(rules === undefined ? {} : { rules }),
    })
  } catch (error) {
    ledger.warn(`a recording would be lost with its run: .rewind cannot be written (${messageOf(error)})`)
  }
}
