import { isOff } from '../../decide.ts'
import { setFileScope } from '../active-scopes.ts'
import { startInterception } from '../interception.ts'
import { openGuest } from './open-guest.ts'
import { wrapStarters } from './wrap-starters.ts'

const state = { isGuest: false }

/**
 * Says whether the calls of this process are those of a scope that started it. `fork` passes the flags of its process
 * on, a preload among them: it then has nothing more to do.
 */
export function isGuest(): boolean {
  return state.isGuest
}

/**
 * Makes the calls of this process, or thread, those of the scope that started it.
 *
 * @param session - the folder of the scope
 */
export function startGuest(session: string): void {
  const scope = openGuest(session)
  state.isGuest = true
  if (scope === undefined || isOff(scope.options().mode)) return
  setFileScope(scope)
  startInterception()
  wrapStarters()
}
