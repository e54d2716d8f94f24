import { currentScope } from '../active-scopes.ts'
import { loadCalls } from '../load-calls.ts'

const state = { isWatching: false }

/**
 * Lets a crash of this process fail the test whose request it answers. Of other processes that a test starts, a crash
 * may be what the test asks for. Harmless when repeated.
 */
export function watchCrashes(): void {
  if (state.isWatching) return
  state.isWatching = true
  process.on('uncaughtExceptionMonitor', (error) => {
    currentScope()?.openSession().fail(loadCalls().explainCrash(error))
  })
}
