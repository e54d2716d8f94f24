// What only a test with calls or cassettes needs, or Jest, whose workers load it once for all files: `load-calls.ts` is the door to it.
export { listCassettes } from './cassette/store.ts'
export { applyMatch } from './apply-match.ts'
export { applyInterceptor, listen, loadInterceptor } from './http/listen.ts'
export { registerJest } from './runners/jest.ts'
export { openCassette } from './runners/open-cassette.ts'
export { Session } from './session.ts'
