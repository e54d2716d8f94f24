// What only a test with calls, cassettes or failures needs, or Jest, whose workers load it once for all files.
// `scope/load-calls.ts` and, for the runners, `runners/load-rarely-needed.ts` are the doors to it.
export { listCassettes } from '../cassette/disk/list-cassettes.ts'
export { makeScopeFolder, openGuestLog, openScopeFolder, readScopeFolder } from '../scope/inherit/scope-folder.ts'
export { startGuest } from '../scope/inherit/start-guest.ts'
export { applyMatch } from '../scope/apply-match.ts'
export {
  answerDefect,
  explainUnrecordable,
  explainCrash,
  refuseAfterEnd,
  refuseInSetUp,
  refuseWithoutName,
  refuseWithoutScope,
} from '../scope/refuse-calls.ts'
export { answerFetch } from '../http/fetch/answer-fetch.ts'
export { applyInterceptor, listen, loadInterceptor } from '../http/http1/listen.ts'
export { takeHttp2Connection } from '../http/http2/take-connection.ts'
export { registerJest } from '../runners/jest/register.ts'
export { paintError } from '../runners/paint-error.ts'
export { placeDivergences, pointAtTest } from '../runners/point-at-test.ts'
export { scriptCommand } from '../runners/process/script-command.ts'
export { recordCommand } from '../runners/record-command.ts'
export { findOrphans } from '../runners/report/obsolete-cassettes.ts'
export { sayEarlierAttempt } from '../runners/report/say-earlier-attempt.ts'
export { writeLiveLine } from '../runners/report/write-live-line.ts'
export { combineFailures } from '../session/explain/failures/failures.ts'
export { createShownDivergences } from '../session/explain/failures/shown-divergences.ts'
export { openCassette } from '../session/open-cassette.ts'
export { Session } from '../session/session.ts'
