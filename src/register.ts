import { readPreload } from './scope/inherit/preload-flag.ts'

// Loaded first in every process that records; where nothing is to be recorded, this is all of it.
if (process.env['REWIND_MODE'] !== 'off') {
  const { registerProcess } = await import('./runners/process/register.ts')
  const { setUpOrEnd } = await import('./runners/process/set-up-or-end.ts')
  await setUpOrEnd(() => registerProcess(readPreload(import.meta.url)))
}
