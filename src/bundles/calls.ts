// What only a test with calls or cassettes needs, or Jest, whose workers load it once for all files: `load-calls.ts` is
// the door to it.
export { listCassettes } from '../cassette/disk/list-cassettes.ts'
export { makeScopeFolder, openGuestLog, openScopeFolder, readScopeFolder } from '../scope/inherit/scope-folder.ts'
export { startGuest } from '../scope/inherit/start-guest.ts'
export { applyMatch } from '../scope/apply-match.ts'
export {
  answerDefect,
  explainBypass,
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
export { openCassette } from '../session/open-cassette.ts'
export { Session } from '../session/session.ts'
