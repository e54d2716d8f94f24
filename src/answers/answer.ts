/** What a model answered, put together from a response of any provider, buffered or streamed. Plain JSON data. */
export interface Answer extends Choice {
  /** Where the provider answered with an error, or a stream ended with one. */
  readonly error?: AnswerError | undefined
  /** Where several answers were asked for (`n`): those after the first. */
  readonly alternatives?: readonly Choice[] | undefined
}

/** One of the answers that were asked for. */
export interface Choice {
  /** In the order in which the model gave them. */
  readonly parts: readonly AnswerPart[]
  /** Why the model stopped, in the provider's own word. */
  readonly finish?: string | undefined
}

/** An error as the provider worded it. */
export interface AnswerError {
  readonly message: string
  readonly type?: string | undefined
  readonly code?: string | undefined
}

/** One part of an answer, or of a message in a request. */
export type AnswerPart =
  | TextPart
  | ReasoningPart
  | RefusalPart
  | ToolCallPart
  | ToolResultPart
  | MediaPart
  | EmbeddingPart
  | TranscriptPart
  | RanksPart
  | ModerationPart
  | BatchEntryPart
  | DataPart

/** Words for the person who asked. */
export interface TextPart {
  readonly kind: 'text'
  readonly text: string
  readonly citations?: readonly Citation[] | undefined
}

/** A source that a text names. */
export interface Citation {
  readonly url?: string | undefined
  readonly title?: string | undefined
  /** Words of the source. */
  readonly quote?: string | undefined
}

/** What the model said to itself; the text is empty where the provider sends it encrypted or not at all. */
export interface ReasoningPart {
  readonly kind: 'reasoning'
  readonly text: string
}

/** Words by which the model, or a filter, refused. */
export interface RefusalPart {
  readonly kind: 'refusal'
  readonly text: string
}

/** A tool that the model called. */
export interface ToolCallPart {
  readonly kind: 'tool-call'
  readonly id?: string | undefined
  readonly name: string
  /** Parsed JSON; the text itself where it is not JSON. */
  readonly arguments: unknown
  /** Set where the provider runs the tool itself. */
  readonly server?: true | undefined
}

/** What a tool gave back: from the provider's own tools in an answer, from the caller's in a request. */
export interface ToolResultPart {
  readonly kind: 'tool-result'
  /** That of its call. */
  readonly id?: string | undefined
  /** That of its call, where it is known. */
  readonly name?: string | undefined
  /** Text, or JSON. */
  readonly result: unknown
  /** Pictures and the like that came with it. */
  readonly media?: readonly MediaPart[] | undefined
}

/** A picture, sound, video or document. */
export interface MediaPart {
  readonly kind: 'media'
  /** Such as `image/png`; 'application/octet-stream' where nothing names it. */
  readonly mimeType: string
  /** Bytes, where they came along. */
  readonly size?: number | undefined
  /** Of the bytes, in hex. */
  readonly sha256?: string | undefined
  /** Where it lies, if it did not come along. */
  readonly url?: string | undefined
  /** File name, or id of an uploaded file. */
  readonly name?: string | undefined
}

/** One vector. */
export interface EmbeddingPart {
  readonly kind: 'embedding'
  /** How many numbers it has. */
  readonly size: number
  /** Its Euclidean length, rounded to 4 digits. */
  readonly norm: number
  /** Its first four numbers, rounded to 4 decimal places. */
  readonly start: readonly number[]
}

/** What was heard in a sound. */
export interface TranscriptPart {
  readonly kind: 'transcript'
  readonly text: string
  readonly segments?: readonly TranscriptSegment[] | undefined
}

/** A piece of a transcript, in seconds from the beginning. */
export interface TranscriptSegment {
  readonly start: number
  readonly end: number
  readonly text: string
  readonly speaker?: string | undefined
}

/** Where the answer to one request of a batch begins: the parts after it are that answer's. */
export interface BatchEntryPart {
  readonly kind: 'batch-entry'
  /** The name that its caller gave the request, else its 1-based number. */
  readonly request: string
  /** As that of a {@link Choice}. */
  readonly finish?: string | undefined
  readonly error?: AnswerError | undefined
}

/** Documents in the order of their fitness. */
export interface RanksPart {
  readonly kind: 'ranks'
  readonly ranks: readonly Rank[]
}

/** One document of a ranking. */
export interface Rank {
  /** Its 0-based position among those that were given. */
  readonly index: number
  readonly score: number
  readonly text?: string | undefined
}

/** What a moderation found in one input. */
export interface ModerationPart {
  readonly kind: 'moderation'
  readonly flagged: boolean
  /** Those that apply. */
  readonly categories: readonly string[]
}

/** JSON that is none of the above: lists, files, batches, counts. */
export interface DataPart {
  readonly kind: 'data'
  readonly value: unknown
}
