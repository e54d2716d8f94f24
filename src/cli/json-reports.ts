import type { Answer } from '../answers/answer.ts'
import type { CallFacts } from '../answers/call-facts.ts'
import type { Conversation } from '../answers/conversation.ts'
import type { SocketClose } from '../cassette/call.ts'
import type { Mode } from '../decide.ts'

/** What `rewind list --json` prints. */
export interface ListReport {
  readonly version: 1
  readonly cassettes: readonly ListedCassette[]
  /** Those that cannot be read: then the exit code is 2. */
  readonly unreadable: readonly Finding[]
  readonly totals: ListTotals
}

/** One cassette of a list. */
export interface ListedCassette {
  /** Path relative to the project root, with `/`. */
  readonly file: string
  /** Full name of the test, segments joined by ` › `. */
  readonly test: string
  readonly calls: number
  /** As `provider/model`, each once. */
  readonly models: readonly string[]
  /** As far as the providers counted them. */
  readonly tokens: { readonly input: number; readonly output: number }
  /** US dollars at today's prices; null where no call has a known price. */
  readonly usd: number | null
  /** Of the cassette itself. */
  readonly bytes: number
  /** ISO 8601 time of its newest call; null where it has none. */
  readonly recordedAt: string | null
}

/** Sums over the cassettes of a list. */
export interface ListTotals {
  readonly cassettes: number
  readonly calls: number
  readonly tokens: { readonly input: number; readonly output: number }
  readonly usd: number | null
  readonly bytes: number
}

/** What `rewind show --json` prints. */
export interface ShowReport {
  readonly version: 1
  readonly calls: readonly ShownCall[]
}

/**
 * A recorded call: the conversation that its request holds, and the answer. Of a WebSocket session, the conversation is
 * all that both sides said, and the answer all that the model said in it.
 */
export interface ShownCall extends Conversation, CallFacts {
  /** Path relative to the project root, with `/`. */
  readonly file: string
  readonly test: string
  /** 1-based number in the cassette. */
  readonly call: number
  readonly answer: Answer
  /** Null where the call opened no WebSocket. */
  readonly session: ShownSession | null
  /** Null where the provider counted none. */
  readonly tokens: { readonly input: number; readonly output: number } | null
  /** Milliseconds that the call took on the network. */
  readonly ms: number
}

/** The facts of a WebSocket session that its conversation does not show. */
export interface ShownSession {
  /** Empty where the server chose none. */
  readonly protocol: string
  /** How many messages each side sent. */
  readonly messages: { readonly client: number; readonly server: number }
  /** Null where the test left it open. */
  readonly close: SocketClose | null
}

/** What `rewind diff --json` prints. */
export interface DiffReport {
  readonly version: 1
  /** What was compared: a ref, `work tree`, or a path. */
  readonly from: string
  readonly to: string
  /** Cassettes that have another path now. */
  readonly moved: readonly MovedRecording[]
  /** Calls that differ, in the order of their cassettes; those of a moved one are named by its new path. */
  readonly calls: readonly DiffedCall[]
}

/** A call that differs between two states of the cassettes. */
export interface DiffedCall {
  /** Path relative to the project root, with `/`. */
  readonly file: string
  readonly test: string
  /** 1-based number in the newer cassette; in the older one where it was removed. */
  readonly call: number
  /** `moved` where it says the same at another place in the order. */
  readonly change: 'added' | 'removed' | 'changed' | 'moved'
  /** By JSON path of the body, or `method`, `url`, `body`. All of the request where it was added or removed. */
  readonly request: readonly Difference[]
  /** By path in the answer, such as `text` or `tool-call.arguments.city`. */
  readonly answer: readonly Difference[]
  readonly model: BeforeAfter<string | null>
  readonly tokens: BeforeAfter<{ readonly input: number; readonly output: number } | null>
  /** US dollars at today's prices; null where no price is known. */
  readonly usd: BeforeAfter<number | null>
}

/** One place where two requests or answers differ. */
export interface Difference {
  readonly path: string
  /** Left out where it was not there. */
  readonly before?: unknown
  /** Left out where it is gone. */
  readonly after?: unknown
}

/** A value in the older and in the newer cassette. */
export interface BeforeAfter<Value> {
  readonly before: Value
  readonly after: Value
}

/** What `rewind verify --json`, `rewind prune --json` and `rewind doctor --json` print. */
export interface FindingsReport {
  readonly version: 1
  readonly findings: readonly Finding[]
}

/** Something that is wrong, and what to do about it. */
export interface Finding {
  /** Path relative to the project root, with `/`. */
  readonly file: string
  /** 1-based, where one is known. */
  readonly line?: number
  /** 1-based number in the cassette, where it is one call's. */
  readonly call?: number
  /** Such as `unreadable`, `edited`, `key`, `secret`, `orphan`, `obsolete`. */
  readonly kind: string
  readonly message: string
  readonly remedy: string
  /** Of what `doctor` finds: advice alone does not lead to exit code 1. */
  readonly level?: 'error' | 'advice'
}

/** What `rewind view --json` prints: the viewer runs until it is ended. */
export interface ViewServerReport {
  readonly version: 1
  /** Of this machine alone, with a token in it. */
  readonly url: string
}

/** What `rewind view --html --json` prints. */
export interface ViewReport {
  readonly version: 1
  /** As it was given. */
  readonly file: string
  readonly tests: number
  readonly calls: number
}

/** What `rewind export --json` prints. */
export interface ExportReport {
  readonly version: 1
  /** As it was given. */
  readonly file: string
  readonly calls: number
}

/** What `rewind import --json` prints. */
export interface ImportReport {
  readonly version: 1
  readonly files: readonly ImportedFile[]
}

/** What came of one recording of another tool. */
export interface ImportedFile {
  /** Path relative to the project root where it lies inside, with `/`. */
  readonly file: string
  /** Such as `vcr`, `har` or `nock`; null where it has none of the known forms. */
  readonly format: string | null
  /** Calls that the next run finds. */
  readonly calls: number
  /** Calls to hosts that are not LLM APIs: they are left out. */
  readonly otherHosts: number
  /** What the recording had not kept, such as `the times of 3 calls`, and calls that are left out, with the cause. */
  readonly lost: readonly string[]
  /** What was put in the place of what is missing, such as `anthropic-version: 2023-06-01 in 2 calls`. */
  readonly filled: readonly string[]
  /** Why nothing of it was imported; left out where something was. */
  readonly refused?: string
  /** 1-based line of the fault, where one is known. */
  readonly line?: number
}

/** What `rewind init --json` prints. */
export interface InitReport {
  readonly version: 1
  readonly steps: readonly {
    /** Relative to the project root, with `/`. */
    readonly file: string
    readonly what: string
    /** `same` where all of it was there; `by-hand` where the file could not be edited, with what to put there. */
    readonly change: 'same' | 'write' | 'by-hand'
    readonly remedy?: string
  }[]
}

/** What `rewind completion --json` prints. */
export interface CompletionReport {
  readonly version: 1
  readonly shell: 'bash' | 'zsh' | 'fish'
  /** What the shell is to load. */
  readonly script: string
}

/** What `rewind merge-driver --json` prints. */
export interface MergeReport {
  readonly version: 1
  /** `conflict` where both sides changed the same call: it is marked in the file. */
  readonly merged: 'united' | 'merged by lines' | 'conflict'
}

/** What `rewind path --json` prints. */
export interface PathReport {
  readonly version: 1
  /** Relative to the project root, with `/`. */
  readonly file: string
  readonly exists: boolean
}

/** What `rewind mv --json` prints. Paths are relative to the project root, with `/`. */
export interface MoveReport {
  readonly version: 1
  readonly moved: readonly MovedRecording[]
}

/** A cassette that was moved: both paths relative to the project root, with `/`. */
export interface MovedRecording {
  readonly from: string
  readonly to: string
  /** Full name of the test that the cassette belongs to now. */
  readonly test: string
}

/** What `rewind record --json` and `rewind update --json` print. */
export interface TestRunReport {
  readonly version: 1
  readonly mode: Mode
  /** Of the runner. */
  readonly exitCode: number
  /** The tests that ran and made calls. */
  readonly tests: readonly {
    readonly name: string
    readonly file: string
    readonly cassette: string
    readonly recorded: number
    readonly diverged: number
  }[]
}

/** What `rewind run --json` prints. */
export interface ProgramReport {
  readonly version: 1
  /** Of the program. */
  readonly exitCode: number
  /** Requests without a recorded answer, in all of its processes. */
  readonly diverged: number
}

/** What a command prints under `--json` when it fails. */
export interface FailureReport {
  readonly version: 1
  readonly error: { readonly code: string; readonly message: string; readonly remedy: string }
}
