import type { Scope } from '../scope.ts'
import { forgetOwnFolder } from './named-scope-folder.ts'
import { openGuest } from './open-guest.ts'

/** The scope of code that may end at any moment: another process judges it. */
export interface ScopeWhenAsked {
  readonly scope: Scope
  /** The folder that it shares with others, where it was asked for anything. */
  readonly folder: () => string | undefined
}

const ofScripts = new WeakSet<Scope>()

/** Says whether a scope is that of a whole script, and of no test. */
export function isOfScript(scope: Scope): boolean {
  return ofScripts.has(scope)
}

/**
 * Makes a scope one that another process judges, with its first call: a script that makes none gets no folder for it.
 */
export function openWhenAsked(own: Scope): ScopeWhenAsked {
  let made: { readonly folder: string; readonly guest: Scope } | undefined
  const open = (): { readonly folder: string; readonly guest: Scope } => {
    if (made !== undefined) return made
    const folder = own.handOver()
    // Else it would be found again as one that this process judges.
    forgetOwnFolder(folder)
    made = { folder, guest: openGuest(folder) ?? own }
    return made
  }
  const scope: Scope = {
    ...own,
    openSession: () => open().guest.openSession(),
    get sessionIfOpen() {
      return made?.guest.sessionIfOpen
    },
    get layers() {
      return (made?.guest ?? own).layers
    },
    options: () => (made?.guest ?? own).options(),
    configure: (options) => (made?.guest ?? own).configure(options),
    handOver: () => open().folder,
    get isHandedOver() {
      return made !== undefined
    },
    isOver: () => made?.guest.isOver() === true,
  }
  ofScripts.add(scope)
  return { scope, folder: () => made?.folder }
}
