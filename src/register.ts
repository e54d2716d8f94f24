import { roleOf } from './runners/process/process-role.ts'
import { readPreload } from './scope/inherit/read-preload.ts'

// Loaded first in every process of a run; where nothing is to be recorded, this is all of it.
if (process.env['REWIND_MODE'] !== 'off') {
  const role = roleOf(process, readPreload(import.meta.url))
  if (role.kind !== 'bystander') {
    const { registerProcess } = await import('./runners/process/register.ts')
    const { setUpOrEnd } = await import('./runners/process/set-up-or-end.ts')
    await setUpOrEnd(() => registerProcess(role))
  }
}
