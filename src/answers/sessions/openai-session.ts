import type { SocketEvent } from '../../providers/usage/socket-events.ts'
import type { UnknownRecord } from '../../text/unknown/is-record.ts'
import type { AnswerError } from '../answer.ts'
import type { ToolOffer } from '../conversation.ts'
import { openAiResponses } from '../dialects/openai-responses.ts'
import { words, type DraftPart } from '../parts/draft.ts'
import { numberAt, objectAt, textAt, wordsAt } from '../parts/json-values.ts'
import { readBlocks } from '../parts/read-blocks.ts'
import { readErrorObject } from '../read-error.ts'
import { readRequestBody } from '../requests/read-request-body.ts'
import { readToolOffers } from '../requests/tool-offers.ts'
import type { DraftSession } from './draft-session.ts'
import { joinSound, soundFormat, USUAL_SOUND, type SoundFormat } from './sound.ts'
import { createTurns, type OpenTurn, type Turns } from './turns.ts'

const SETTINGS_ELSEWHERE: ReadonlySet<string> = new Set(['tools', 'instructions', 'id', 'object', 'expires_at'])

/**
 * Reads a session of OpenAI: Realtime (also Azure's and xAI's), or Responses over a WebSocket.
 * https://platform.openai.com/docs/api-reference/realtime
 */
export function readOpenAiSession(events: readonly SocketEvent[]): DraftSession {
  const state = createState()
  for (const { from, json } of events) {
    if (json === undefined) continue
    if (from === 'client') readClientEvent(json, state)
    else readServerEvent(json, state)
  }
  for (const { turn, events: answered } of state.responses.values()) finishResponse(turn, answered, state)
  const rest = joinSound(state.sound, state.format.input)
  if (rest.length > 0) state.turns.begin('user', rest)
  const { tools, settings, error } = state
  return { turns: state.turns.all(), tools, settings, error }
}

interface State {
  readonly turns: Turns
  /** What the model answered, by the id of its answer. */
  readonly responses: Map<string, { readonly turn: OpenTurn; readonly events: UnknownRecord[] }>
  /** Turns of the user, by the id of their item. */
  readonly items: Map<string, OpenTurn>
  /** Pieces of the user's sound that are no item yet. */
  sound: Uint8Array[]
  format: { readonly input: SoundFormat; readonly output: SoundFormat }
  instructions: string
  tools: readonly ToolOffer[]
  settings: UnknownRecord
  error: AnswerError | undefined
}

function createState(): State {
  return {
    turns: createTurns(),
    responses: new Map(),
    items: new Map(),
    sound: [],
    format: { input: USUAL_SOUND, output: USUAL_SOUND },
    instructions: '',
    tools: [],
    settings: {},
    error: undefined,
  }
}

function readClientEvent(event: UnknownRecord, state: State): void {
  switch (event['type']) {
    case 'session.update':
      return readSessionObject(objectAt(event, 'session'), state)
    case 'conversation.item.create':
      return readItem(objectAt(event, 'item'), state)
    case 'input_audio_buffer.append':
      return void state.sound.push(bytesAt(event, 'audio'))
    case 'input_audio_buffer.clear':
      state.sound = []
      return
    case 'response.create':
      return readRequest(event, state)
  }
}

function readServerEvent(event: UnknownRecord, state: State): void {
  const type = wordsAt(event, 'type')
  if (type.startsWith('response.')) return readResponseEvent(event, state)
  switch (type) {
    case 'session.created':
    case 'session.updated':
      return readSessionObject(objectAt(event, 'session'), state)
    case 'input_audio_buffer.committed':
      return commitSound(wordsAt(event, 'item_id'), state)
    case 'conversation.item.input_audio_transcription.completed':
      return noteTranscript(event, state)
    case 'error':
      state.error = readErrorObject(event['error']) ?? state.error
  }
}

function readSessionObject(session: UnknownRecord, state: State): void {
  const instructions = wordsAt(session, 'instructions')
  if (instructions !== '' && instructions !== state.instructions) {
    state.instructions = instructions
    // Those of the server are in force until its client gives its own.
    const last = state.turns.last()
    if (last?.role === 'system') last.parts.splice(0, Infinity, ...words(instructions))
    else state.turns.begin('system', words(instructions))
  }
  if ('tools' in session) state.tools = readToolOffers(session)
  const settings = Object.entries(session).filter(([name]) => !SETTINGS_ELSEWHERE.has(name))
  state.settings = { ...state.settings, ...Object.fromEntries(settings) }
  state.format = {
    input: formatAt(session, 'input') ?? state.format.input,
    output: formatAt(session, 'output') ?? state.format.output,
  }
}

// The first version of Realtime had a name in the place of today's object.
function formatAt(session: UnknownRecord, side: 'input' | 'output'): SoundFormat | undefined {
  const name = textAt(session, 'audio', side, 'format', 'type') ?? textAt(session, `${side}_audio_format`)
  return name === undefined ? undefined : soundFormat(name, numberAt(session, 'audio', side, 'format', 'rate'))
}

function readItem(item: UnknownRecord, state: State): void {
  const isResult = wordsAt(item, 'type').endsWith('_output')
  const turn = state.turns.begin(isResult ? 'tool' : (textAt(item, 'role') ?? 'user'), readBlocks(item))
  const id = textAt(item, 'id')
  if (id !== undefined) state.items.set(id, turn)
}

function commitSound(item: string, state: State): void {
  state.items.set(item, state.turns.begin('user', joinSound(state.sound, state.format.input)))
  state.sound = []
}

// What was heard is known later than that something was.
function noteTranscript(event: UnknownRecord, state: State): void {
  const text = wordsAt(event, 'transcript').trim()
  if (text === '') return
  const transcript: DraftPart = { kind: 'transcript', text }
  const turn = state.items.get(wordsAt(event, 'item_id'))
  if (turn === undefined) state.turns.begin('user', [transcript])
  else turn.parts.unshift(transcript)
}

// Over a WebSocket, a request of the Responses API is an event with its fields.
function readRequest(event: UnknownRecord, state: State): void {
  const { type: _type, event_id: _id, response, ...fields } = event
  const body = Object.keys(fields).length > 0 ? fields : objectAt({ response }, 'response')
  const { messages, tools, settings } = readRequestBody(body)
  for (const { role, parts } of messages) state.turns.begin(role, parts)
  if (tools.length > 0) state.tools = tools
  if (Object.keys(fields).length > 0) state.settings = { ...state.settings, ...settings }
}

function readResponseEvent(event: UnknownRecord, { turns, responses }: State): void {
  const named = textAt(event, 'response_id') ?? textAt(event, 'response', 'id')
  const id = named ?? [...responses.keys()].at(-1) ?? ''
  const response = responses.get(id) ?? { turn: turns.begin('assistant'), events: [] }
  response.events.push(event)
  responses.set(id, response)
}

function finishResponse(turn: OpenTurn, events: readonly UnknownRecord[], state: State): void {
  const { choices, error } = openAiResponses.read(events, { url: '', body: {} })
  const sound = events
    .filter(({ type }) => type === 'response.output_audio.delta' || type === 'response.audio.delta')
    .map((event) => bytesAt(event, 'delta'))
  turn.parts.push(...(choices[0]?.parts ?? []), ...joinSound(sound, state.format.output))
  turn.finish = choices[0]?.finish ?? 'cut'
  const failure = events.map((event) => readErrorObject(objectAt(event, 'response', 'status_details')['error']))
  state.error = error ?? failure.find((found) => found !== undefined) ?? state.error
}

function bytesAt(event: UnknownRecord, name: string): Uint8Array {
  return Buffer.from(wordsAt(event, name), 'base64')
}
