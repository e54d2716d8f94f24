import type { listCassettes } from '../cassette/disk/list-cassettes.ts'
import type { answerFetch } from '../http/fetch/answer-fetch.ts'
import type { applyInterceptor, listen, loadInterceptor } from '../http/http1/listen.ts'
import type { takeHttp2Connection } from '../http/http2/take-connection.ts'
import type { openCassette } from '../session/open-cassette.ts'
import type { Session } from '../session/session.ts'
import type { applyMatch } from './apply-match.ts'
import type { makeScopeFolder, openGuestLog, openScopeFolder, readScopeFolder } from './inherit/scope-folder.ts'
import type {
  answerDefect,
  explainUnrecordable,
  explainCrash,
  refuseAfterEnd,
  refuseInSetUp,
  refuseWithoutName,
  refuseWithoutScope,
} from './refuse-calls.ts'

/** What answers calls, and is loaded with the first of them. `bundles/calls.ts` exports it. */
export interface CallsBundle {
  readonly listCassettes: typeof listCassettes
  readonly applyMatch: typeof applyMatch
  readonly applyInterceptor: typeof applyInterceptor
  readonly listen: typeof listen
  readonly loadInterceptor: typeof loadInterceptor
  readonly answerFetch: typeof answerFetch
  readonly takeHttp2Connection: typeof takeHttp2Connection
  readonly openCassette: typeof openCassette
  readonly Session: typeof Session
  readonly openGuestLog: typeof openGuestLog
  readonly readScopeFolder: typeof readScopeFolder
  readonly makeScopeFolder: typeof makeScopeFolder
  readonly openScopeFolder: typeof openScopeFolder
  readonly answerDefect: typeof answerDefect
  readonly explainUnrecordable: typeof explainUnrecordable
  readonly explainCrash: typeof explainCrash
  readonly refuseWithoutName: typeof refuseWithoutName
  readonly refuseAfterEnd: typeof refuseAfterEnd
  readonly refuseInSetUp: typeof refuseInSetUp
  readonly refuseWithoutScope: typeof refuseWithoutScope
}
