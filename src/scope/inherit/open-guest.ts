import { loadConfigFile } from '../../options/config/config-file.ts'
import { OptionLayers } from '../../options/option-layers.ts'
import { environment } from '../active-scopes.ts'
import { loadCalls } from '../load-calls.ts'
import { isScope, openScope, type Scope } from '../scope.ts'
import { scopeOfOwnFolder } from './named-scope-folder.ts'

/** Guests of this process, by the folders of their scopes. */
const guests = new Map<string, Scope>()

/**
 * Opens a scope that another process judges: what is called in it is noted there.
 *
 * @param folder - the folder of the scope
 * @returns undefined where it has ended
 */
export function openGuest(folder: string): Scope | undefined {
  const own = scopeOfOwnFolder(folder)
  const known = isScope(own) ? own : guests.get(folder)
  if (known !== undefined) return known
  const description = loadCalls().readScopeFolder(folder)
  if (description === undefined) return undefined
  const { root, test, cassette, commands, options, isCI, isUpdate, since } = description
  const surroundings = { ...environment, isCI, isUpdate }
  const layers = new OptionLayers({ process: surroundings, config: loadConfigFile(root) })
  for (const configured of options) layers.add(configured)
  const log = loadCalls().openGuestLog(folder)
  const scope: Scope = openScope({
    test,
    root,
    cassette: () =>
      loadCalls().openCassette(root, () => cassette, { folderOf: () => scope.options().cassettes, since }),
    rerecord: (command) => commands[command],
    layers,
    environment: surroundings,
    guestOf: { folder, log },
  })
  guests.set(folder, scope)
  // What nobody waited for; before anything that judges it.
  process.prependOnceListener('exit', () => {
    const fresh = scope.sessionIfOpen?.takeNote()
    if (fresh !== undefined) log.note(fresh)
  })
  return scope
}
