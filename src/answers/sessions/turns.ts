import type { DraftPart } from '../parts/draft.ts'
import type { DraftTurn } from './draft-session.ts'

/** A turn that may still get more. */
export interface OpenTurn {
  readonly role: string
  /** Adds what comes next. */
  readonly parts: DraftPart[]
  finish: string | undefined
}

/** The turns of a session, in the order in which they began. */
export interface Turns {
  /** Begins a turn. */
  begin(role: string, parts?: readonly DraftPart[]): OpenTurn
  /** Adds to the last turn where it is of this role and has not ended, else begins one. */
  say(role: string, parts: readonly DraftPart[]): OpenTurn
  /** The last turn, of a role where one is given. */
  last(role?: string): OpenTurn | undefined
  /** Those in which something was said. */
  all(): readonly DraftTurn[]
}

/** Starts without any. */
export function createTurns(): Turns {
  const turns: OpenTurn[] = []
  const begin: Turns['begin'] = (role, parts = []) => {
    const turn: OpenTurn = { role, parts: [...parts], finish: undefined }
    turns.push(turn)
    return turn
  }
  return {
    begin,
    say(role, parts) {
      const open = turns.at(-1)
      if (open === undefined || open.role !== role || open.finish !== undefined) return begin(role, parts)
      open.parts.push(...parts)
      return open
    },
    last: (role) => turns.findLast((turn) => role === undefined || turn.role === role),
    all: () => turns.filter(({ parts, finish }) => parts.length > 0 || finish !== undefined),
  }
}
