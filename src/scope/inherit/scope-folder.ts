import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { RewindOptions } from '../../options/options.ts'
import { now, wait } from '../../process/clock.ts'
import type { GuestNote, Guests } from '../../session/guests.ts'
import { FOLDERS } from './named-scope-folder.ts'

/** What another process needs to answer calls of a scope. */
export interface ScopeDescription {
  /** Full name of the test. */
  readonly test: string
  /** Absolute path of the project. */
  readonly root: string
  /** Absolute path of the cassette. */
  readonly cassette: string
  /** The commands that record it again. */
  readonly commands: { readonly update: string; readonly record: string }
  /** What was configured beside the configuration file, from the weakest to the strongest. */
  readonly options: readonly RewindOptions[]
  readonly isCI: boolean
  readonly isUpdate: boolean
  /** `moment()` at which it was handed over. */
  readonly since: number
}

/** A folder that the processes of one scope share: what it is, what each of them did, and which calls are taken. */
export interface ScopeFolder {
  readonly path: string
  readonly guests: Guests
  remove(): void
}

/** What one process writes into the folder of a scope. */
export interface GuestLog {
  /** Whether the scope has ended: then nobody judges its calls any more. */
  isOver(): boolean
  claim(number: number): boolean
  begin(): void
  end(): void
  note(note: GuestNote): void
}

const DESCRIPTION = 'scope'
const CLAIMS = 'claims'
const POLL_MS = 5

/** Makes the folder of a scope. */
export function makeScopeFolder(description: ScopeDescription): ScopeFolder {
  const path = mkdtempSync(join(tmpdir(), FOLDERS))
  removeAtExit(path)
  mkdirSync(join(path, CLAIMS))
  writeFileSync(join(path, DESCRIPTION), process.getBuiltinModule('node:v8').serialize(withoutFunctions(description)))
  return openScopeFolder(path)
}

/** Opens the folder of a scope for the process that judges it. */
export function openScopeFolder(path: string): ScopeFolder {
  return {
    path,
    guests: createGuests(path),
    remove() {
      open.delete(path)
      rmSync(path, { recursive: true, force: true })
    },
  }
}

/** Reads what the scope of a folder is; undefined where it has ended. */
export function readScopeFolder(path: string): ScopeDescription | undefined {
  try {
    const description: ScopeDescription = process
      .getBuiltinModule('node:v8')
      .deserialize(readFileSync(join(path, DESCRIPTION)))
    return description
  } catch {
    return undefined
  }
}

/** Opens the log of this process, or thread, in the folder of a scope. */
export function openGuestLog(path: string): GuestLog {
  const { threadId } = process.getBuiltinModule('node:worker_threads')
  const file = join(path, `${process.pid}-${threadId}.log`)
  const append = (line: unknown): void => {
    // The folder goes with its scope, which may end while a call is under way.
    if (existsSync(path)) appendFileSync(file, `${JSON.stringify(line)}\n`)
  }
  return {
    isOver: () => !existsSync(path),
    claim: createClaim(path),
    begin: () => append(1),
    end: () => append(-1),
    note: (note) => append(process.getBuiltinModule('node:v8').serialize(note).toString('base64')),
  }
}

const open = new Set<string>()

// A process that exits in the middle of a test never closes its scope.
function removeAtExit(path: string): void {
  if (!process.listeners('exit').includes(removeOpen)) process.once('exit', removeOpen)
  open.add(path)
}

function removeOpen(): void {
  for (const path of open) rmSync(path, { recursive: true, force: true })
}

// A `match` of the user's does not travel: other processes have that of the configuration file.
function withoutFunctions(description: ScopeDescription): ScopeDescription {
  return { ...description, options: description.options.map(({ match: _match, ...rest }) => rest) }
}

function createClaim(path: string): (number: number) => boolean {
  const own = new Set<number>()
  return (number) => {
    if (own.has(number)) return true
    try {
      closeSync(openSync(join(path, CLAIMS, String(number)), 'wx'))
      own.add(number)
      return true
    } catch {
      // Another process has it, or the scope has ended.
      return false
    }
  }
}

function createGuests(path: string): Guests {
  /** Lines that were read, by file. */
  const read = new Map<string, number>()
  return {
    claim: createClaim(path),
    async collect(milliseconds) {
      const until = now() + milliseconds
      while (pendingIn(path) > 0 && now() < until) await wait(POLL_MS)
      const notes = logsIn(path).flatMap(({ name, lines }) => {
        const fresh = lines.slice(read.get(name) ?? 0)
        read.set(name, lines.length)
        return fresh.flatMap(parseNote)
      })
      return { notes, left: pendingIn(path) }
    },
  }
}

interface Log {
  readonly name: string
  readonly lines: readonly string[]
}

function logsIn(path: string): readonly Log[] {
  const names = existsSync(path) ? readdirSync(path).filter((name) => name.endsWith('.log')) : []
  return names.map((name) => ({
    name,
    // What comes after the last line break is being written.
    lines: readFileSync(join(path, name), 'utf8').split('\n').slice(0, -1),
  }))
}

// Calls that are under way in processes that live.
function pendingIn(path: string): number {
  return logsIn(path)
    .filter(({ name }) => isAlive(Number.parseInt(name, 10)))
    .flatMap(({ lines }) => lines.map((line) => (/^-?1$/.test(line) ? Number(line) : 0)))
    .reduce((sum, change) => sum + change, 0)
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

function parseNote(line: string): readonly GuestNote[] {
  if (!line.startsWith('"')) return []
  const note: GuestNote = process.getBuiltinModule('node:v8').deserialize(Buffer.from(line.slice(1, -1), 'base64'))
  return [note]
}
