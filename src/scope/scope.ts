import type { Outcome } from '../decide.ts'
import { RewindOptionsError } from '../errors.ts'
import { watchLookups } from '../http/origins/looked-up-names.ts'
import type { OptionLayers } from '../options/option-layers.ts'
import type { OptionsProcess } from '../options/option.ts'
import type { ResolvedOptions, RewindOptions } from '../options/options.ts'
import { moment, today } from '../process/clock.ts'
import { emptyReport } from '../report/test-report.ts'
import type { ShownDivergences } from '../session/explain/failures/shown-divergences.ts'
import type { GuestNote, Guests } from '../session/guests.ts'
import type { OpenCassette } from '../session/open-cassette.ts'
import type { SessionObserver, SessionResult } from '../session/session-input.ts'
import type { Session } from '../session/session.ts'
import { relativePath } from '../text/relative-path.ts'
import { forgetOwnFolder, noteOwnFolder } from './inherit/named-scope-folder.ts'
import type { GuestLog, ScopeFolder } from './inherit/scope-folder.ts'
import { loadCalls } from './load-calls.ts'

/** A stretch of code with options and a session of its own: a test file, an attempt of a test, a `withCassette`. */
export interface Scope {
  /** Opens the session, which loads what answers calls; later calls give the same one. */
  openSession(): Session
  /** The session, where it was opened. */
  readonly sessionIfOpen: Session | undefined
  readonly environment: ScopeEnvironment
  /** Its options, and those of the scopes around it. */
  readonly layers: OptionLayers
  options(): ResolvedOptions
  /**
   * Adds options for the rest of this scope. @throws {RewindOptionsError} when a request was already made under others
   */
  configure(options: RewindOptions): void
  /**
   * Ends a scope that made no call and has no cassette, without a session. One that is opened later takes all of its
   * calls for late.
   */
  closeWithoutSession(outcome: Outcome): SessionResult
  /**
   * Lets other processes make calls for it.
   *
   * @returns the folder that they share with it
   */
  handOver(): string
  /** Whether other processes may have made calls for it. */
  readonly isHandedOver: boolean
  /** Ends what was handed over: calls that come later are refused. */
  endHandOver(): void
  /** Whether another process judges it, and has ended it. */
  isOver(): boolean
}

/** The process as the code of a scope sees it: a sandbox may have variables of its own. */
export interface ScopeEnvironment extends OptionsProcess {
  /** May be given placeholder keys. */
  readonly variables: Record<string, string | undefined>
}

/** What a scope is opened with. */
export interface ScopeInput {
  /** Full name of the test. */
  readonly test: string
  /** Absolute path of the project. */
  readonly root: string
  /** Opens its cassette; attempts of one test share it. */
  readonly cassette: () => OpenCassette
  /** Gives the cassettes of the other tests of its file, and of the file itself. */
  readonly siblings?: () => readonly OpenCassette[]
  /** Cassettes of no test. */
  readonly orphans?: () => readonly OpenCassette[]
  /** The command that records it again: what changed, or everything. */
  readonly rerecord: (command: 'update' | 'record') => string
  /** Its own options, still empty, over those of the scopes around it. */
  readonly layers: OptionLayers
  readonly environment: ScopeEnvironment
  /** Gives what other tests of the file have failed with; asked with the session. */
  readonly shown?: () => ShownDivergences
  /** Called with every call that goes to the network. */
  readonly onLive?: () => void
  /** Where another process judges it: the folder that both share. */
  readonly guestOf?: { readonly folder: string; readonly log: GuestLog }
  /** The folder that another process made for it, and this one judges. */
  readonly takenOver?: string
}

/**
 * Opens a scope.
 *
 * @param input - its surroundings and its cassette
 */
export function openScope(input: ScopeInput): Scope {
  const { layers } = input
  watchLookups()
  const options = (): ResolvedOptions => layers.resolve()
  let session: Session | undefined
  let closedAs: Outcome | undefined
  let folder: ScopeFolder | undefined
  const handOver = (): ScopeFolder => {
    if (folder !== undefined) return folder
    folder = makeFolder(input)
    noteOwnFolder(folder.path, scope)
    return folder
  }
  if (input.takenOver !== undefined) folder = loadCalls().openScopeFolder(input.takenOver)
  const scope: Scope = {
    openSession() {
      session ??= createSession(input, { options, closedAs, guests: () => folder?.guests })
      return session
    },
    get sessionIfOpen() {
      return session
    },
    environment: input.environment,
    options,
    layers,
    configure(added) {
      if (session?.hasBegun() === true) {
        throw new RewindOptionsError({
          summary: `configure() came after the first LLM call of "${input.test}"`,
          remedy: 'call configure() before the first call of the test (in beforeEach, or at the top of the file)',
        })
      }
      layers.add(added)
    },
    closeWithoutSession(outcome) {
      closedAs = outcome
      return { error: undefined, report: emptyReport(options().mode) }
    },
    handOver: () => input.guestOf?.folder ?? handOver().path,
    get isHandedOver() {
      return folder !== undefined
    },
    endHandOver() {
      if (folder === undefined) return
      forgetOwnFolder(folder.path)
      folder.remove()
    },
    isOver: () => input.guestOf?.log.isOver() === true,
  }
  return scope
}

/** Says whether something is a scope. */
export function isScope(value: unknown): value is Scope {
  return typeof value === 'object' && value !== null && 'openSession' in value && 'layers' in value
}

function createSession(
  { test, root, rerecord, environment, onLive, siblings, orphans, shown, guestOf, ...input }: ScopeInput,
  { options, closedAs, guests }: SessionParts,
): Session {
  const { Session: LoadedSession } = loadCalls()
  const cassette = input.cassette()
  const session: Session = new LoadedSession({
    names: {
      test,
      get cassette() {
        return cassette.shownPath
      },
      get folder() {
        return folderFromHere(root)
      },
      get rerecord() {
        return rerecord('update')
      },
      get rerecordAll() {
        return rerecord('record')
      },
    },
    cassette,
    ...(siblings === undefined ? {} : { siblings }),
    ...(orphans === undefined ? {} : { orphans }),
    store: cassette.store,
    now: today,
    variables: environment.variables,
    options,
    closedAs,
    onLive,
    shown: shown?.(),
    guests: guestOf === undefined ? guests : () => ({ collect: nothing, claim: (number) => guestOf.log.claim(number) }),
    observer: guestOf && observe(guestOf.log, () => session.takeNote()),
  })
  return session
}

// A run from the root of a monorepo is the run of several projects.
function folderFromHere(root: string): string {
  const folder = relativePath(process.cwd(), root)
  return folder === '' ? '' : `${folder}/`
}

interface SessionParts {
  readonly options: () => ResolvedOptions
  readonly closedAs: Outcome | undefined
  readonly guests: () => Guests | undefined
}

async function nothing(): ReturnType<Guests['collect']> {
  return { notes: [], left: 0 }
}

// Noted before its caller has the answer: the process may end with it.
function observe(log: GuestLog, takeNote: () => GuestNote | undefined): SessionObserver {
  const note = (): void => {
    const fresh = takeNote()
    if (fresh !== undefined) log.note(fresh)
  }
  return {
    onBegin: () => log.begin(),
    onChange: note,
    onEnd() {
      note()
      log.end()
    },
  }
}

function makeFolder({ test, root, rerecord, layers, environment, cassette }: ScopeInput): ScopeFolder {
  const { path, claims } = cassette()
  const folder = loadCalls().makeScopeFolder({
    test,
    root,
    cassette: path,
    commands: { update: rerecord('update'), record: rerecord('record') },
    // Also where the other process was started in another mode.
    options: [...layers.configured(), { mode: layers.resolve().mode }],
    isCI: environment.isCI,
    isUpdate: environment.isUpdate,
    since: moment(),
  })
  for (const { number } of claims.byOwner ?? []) folder.guests.claim(number)
  return folder
}
