import { assertNode } from '../../process/assert-node.ts'
import { baseLayers } from '../../scope/active-scopes.ts'
import { isGuest, startGuest } from '../../scope/inherit/start-guest.ts'
import { startInterception } from '../../scope/interception.ts'
import { install } from '../script/script.ts'
import type { ProcessRole } from './process-role.ts'
import { startScript } from './start-script.ts'

/**
 * Sets this process, or thread, up by what it is.
 *
 * @throws {RewindError} `REWIND_RUNNER` in a runtime that cannot be intercepted or is too old, `REWIND_OPTIONS` or
 *   `REWIND_CONFIG` when options are wrong
 */
export async function registerProcess(role: ProcessRole): Promise<void> {
  if (isGuest()) return
  // What a test starts may be an older Node.js: its calls are found as far as it gets.
  if (role.kind !== 'bystander' && role.kind !== 'guest') assertNode()
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
    case 'text':
      // It has no path of its own, and so no cassette; what is not recorded is not sent.
      install()
      return startInterception({ kind: 'refuse' })
    case 'host':
      // Its code has no test of its own; those that ask it do.
      install()
      return startInterception({ kind: 'server', options: baseLayers.resolve() })
    default:
      return role satisfies never
  }
}
