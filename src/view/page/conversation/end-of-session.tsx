import type { AnswerError } from '../../../answers/answer.ts'
import type { SocketDetail } from '../../data/test-detail.ts'

/** How a WebSocket session ended: its answers are among its messages. */
export function EndOfSession({
  socket,
  error,
}: {
  readonly socket: SocketDetail
  readonly error: AnswerError | undefined
}) {
  const { close } = socket
  return (
    <div class="message">
      <div class="role">session</div>
      <div class="parts">
        {error === undefined ? null : (
          <div class="callout is-error">
            <strong>{error.type ?? error.code ?? 'error'}</strong> {error.message}
          </div>
        )}
        <p class="finish">
          {close === null
            ? 'still open at the end of the test'
            : `closed by the ${close.by}, code ${close.code}${close.reason === '' ? '' : `: ${close.reason}`}`}
        </p>
      </div>
    </div>
  )
}
