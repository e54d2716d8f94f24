import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { isOff, judgeUnplayed } from '../../decide.ts'
import { setFileScope } from '../../scope/active-scopes.ts'
import { openWhenAsked } from '../../scope/inherit/open-when-asked.ts'
import { wrapStarters } from '../../scope/inherit/wrap-starters.ts'
import { startInterception } from '../../scope/interception.ts'
import { loadRarelyNeeded } from '../load-rarely-needed.ts'
import { TestFile } from '../test-file.ts'
import type { EndedScript } from './finish-script.ts'

/** Runs when a script has ended: beside this module in what is published. */
const FINISH = new URL('finish.js', import.meta.url)

/**
 * Gives the calls of a plain script, and of what it starts, the cassette `(file).yaml` under its own path.
 *
 * A script may end at any moment, by `process.exit()` too: what it did is on disk by then, and another process judges
 * and writes it.
 *
 * @param script - absolute path of its file
 */
export function startScript(script: string): void {
  const file = new TestFile(script, { rerecord: (mode) => loadRarelyNeeded().scriptCommand(mode) })
  if (isOff(file.scope.options().mode)) return
  const asked = openWhenAsked(file.scope)
  setFileScope(asked.scope)
  startInterception({ kind: 'server', options: file.scope.options() })
  wrapStarters()
  // Before the folder is removed.
  process.prependOnceListener('exit', (code) => {
    const { mode } = file.scope.options()
    const folder = asked.folder()
    const isMade = folder !== undefined && readdirSync(folder).some((name) => name.endsWith('.log'))
    if (!isMade && (judgeUnplayed(mode, 'passed') === 'ignore' || !existsSync(file.cassette))) return
    const { scriptCommand } = loadRarelyNeeded()
    const ended: EndedScript = {
      file: script,
      ...(folder === undefined ? {} : { folder }),
      isPassed: code === 0,
      commands: { update: scriptCommand('update'), record: scriptCommand('record') },
    }
    const parameters = [fileURLToPath(FINISH), JSON.stringify(ended)]
    const { status } = process.getBuiltinModule('node:child_process').spawnSync(process.execPath, parameters, {
      env: { ...process.env, NODE_OPTIONS: '' },
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    if (status !== 0 && code === 0) process.exitCode = 1
  })
}
