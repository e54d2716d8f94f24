import {
  asRewindError,
  type DivergenceParts,
  RewindError,
  type RewindErrorCode,
  RewindReplayDivergenceError,
  RewindUnusedCallsError,
} from '../../../errors.ts'

/** What a session failed with, as plain data: it travels between processes. */
export type FailureData = {
  readonly message: string
  readonly stack: string
  readonly summary: string
  readonly remedy: string
} & (
  | { readonly kind: 'divergence'; readonly parts: Omit<DivergenceParts, 'summary' | 'remedy'> }
  | { readonly kind: 'unused'; readonly cassette: string; readonly calls: readonly number[] }
  | { readonly kind: 'other'; readonly code: RewindErrorCode }
)

/** Describes what a session failed with. */
export function describeFailure(thrown: Error): FailureData {
  const error = asRewindError(thrown, 'answer a call')
  const { message, stack = '', summary, remedy, code } = error
  const base = { message, stack, summary, remedy }
  if (error instanceof RewindReplayDivergenceError) {
    const { test, cassette, call, incomingKey, nearest, differences, reason, orphan } = error
    const parts = { test, cassette, call, incomingKey, nearest, differences, reason, orphan }
    return { ...base, kind: 'divergence', parts }
  }
  if (error instanceof RewindUnusedCallsError)
    return { ...base, kind: 'unused', cassette: error.cassette, calls: error.calls }
  return { ...base, kind: 'other', code }
}

/** Makes the error again, with its message and its stack. */
export function reviveFailure(data: FailureData): RewindError {
  const error = make(data)
  error.message = data.message
  error.stack = data.stack
  return error
}

function make(data: FailureData): RewindError {
  const { kind, summary, remedy } = data
  switch (kind) {
    case 'divergence':
      return new RewindReplayDivergenceError({ summary, remedy, ...data.parts })
    case 'unused':
      return new RewindUnusedCallsError({ summary, remedy, cassette: data.cassette, calls: data.calls })
    case 'other':
      return new RewindError(data.code, { summary, remedy })
    default:
      return kind satisfies never
  }
}
