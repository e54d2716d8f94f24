import { baseLayers } from '../../scope/active-scopes.ts'
import type { Preloaded } from '../../scope/inherit/preload-flag.ts'
import { isGuest, startGuest } from '../../scope/inherit/start-guest.ts'
import { startInterception } from '../../scope/interception.ts'
import { install } from '../script/script.ts'
import { roleOf } from './process-role.ts'
import { startScript } from './start-script.ts'

/**
 * Sets this process, or thread, up by what it is.
 *
 * @param preload - what the preload was given: the scope that its calls belong to
 * @throws {RewindError} `REWIND_RUNNER` in a runtime that cannot be intercepted, `REWIND_OPTIONS` or `REWIND_CONFIG`
 *   when options are wrong
 */
export async function registerProcess(preload: Preloaded): Promise<void> {
  if (isGuest()) return
  const role = roleOf(process, preload)
  switch (role.kind) {
    case 'bystander':
      return
    case 'node-test': {
      const { registerNodeTest } = await import('../node-test/register.ts')
      return registerNodeTest()
    }
    case 'mocha': {
      const { registerMocha } = await import('../mocha/register.ts')
      return registerMocha()
    }
    case 'guest':
      return startGuest(role.session)
    case 'script':
      return startScript(role.file)
    case 'host':
      // Its code has no test of its own; those that ask it do.
      install()
      return startInterception({ kind: 'server', options: baseLayers.resolve() })
    default:
      return role satisfies never
  }
}
