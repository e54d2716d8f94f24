import { RewindError } from '../../errors.ts'

/**
 * Explains a request whose both sides go on speaking while it is open (gRPC, Bedrock's bidirectional streams).
 *
 * @param url - where it goes
 * @returns the error that the request is answered with, and the test fails with
 */
export function explainBidirectional(url: URL): RewindError {
  const isBedrock = url.pathname.endsWith('/invoke-with-bidirectional-stream')
  return new RewindError('REWIND_HTTP2', {
    summary: `${isBedrock ? 'a bidirectional stream' : 'a gRPC call'} to ${url.host}${url.pathname} cannot be recorded or replayed`,
    details: ['  cause     a request is recorded when it is whole, and this one stays open until its answer has ended'],
    remedy: isBedrock
      ? "use ConverseStreamCommand or InvokeModelWithResponseStreamCommand, or set mode: 'off' for this test"
      : "give the client its REST transport (for Google clients: fallback: true), or set mode: 'off' for this test",
  })
}
