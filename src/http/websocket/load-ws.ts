import type * as wsModule from 'ws'

import { withRealFiles } from '../../process/with-real-files.ts'

/** Loads `ws`, with the first WebSocket: no other test needs it. */
export function loadWs(): typeof wsModule {
  return withRealFiles(() => process.getBuiltinModule('node:module').createRequire(import.meta.url)('ws'))
}
