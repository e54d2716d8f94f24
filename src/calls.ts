// What only a test with calls or cassettes needs: nine tenths of the package. `load-calls.ts` is the door to it.
export { listCassettes } from './cassette/store.ts'
export { openCassette } from './runners/open-cassette.ts'
export { Session } from './session.ts'
