import type { SocketEvent } from '../../providers/usage/socket-events.ts'
import type { UnknownRecord } from '../../text/unknown/is-record.ts'
import type { ToolOffer } from '../conversation.ts'
import { words, type DraftPart } from '../parts/draft.ts'
import { listAt, objectAt, objectsAt, textAt, wordsAt } from '../parts/json-values.ts'
import { mediaOfBase64 } from '../parts/media.ts'
import { readBlocks } from '../parts/read-blocks.ts'
import { readGeminiContents } from '../requests/gemini-contents.ts'
import { readToolOffers } from '../requests/tool-offers.ts'
import type { DraftSession } from './draft-session.ts'
import { joinSound, soundFormat, type SoundFormat } from './sound.ts'
import { createTurns, type OpenTurn, type Turns } from './turns.ts'

/**
 * Reads a session of Gemini Live. Some clients spell the names with underscores.
 * https://ai.google.dev/api/live
 */
export function readGeminiSession(events: readonly SocketEvent[]): DraftSession {
  const state: State = { turns: createTurns(), sounds: new Map(), tools: [], settings: {} }
  for (const { from, json } of events) {
    if (json === undefined) continue
    const message = withPlainNames(json)
    if (from === 'client') readClientMessage(message, state)
    else readServerMessage(message, state)
  }
  for (const [turn, { pieces, format }] of state.sounds) turn.parts.push(...joinSound(pieces, format))
  const { turns, tools, settings } = state
  return {
    turns: turns.all().map((turn) => ({ ...turn, parts: joinPieces(turn.parts) })),
    tools,
    settings,
  }
}

interface State {
  readonly turns: Turns
  /** The sound of each turn, piece by piece. */
  readonly sounds: Map<OpenTurn, { readonly pieces: Uint8Array[]; readonly format: SoundFormat }>
  tools: readonly ToolOffer[]
  settings: UnknownRecord
}

/** The top-level members that both spellings have. */
function withPlainNames(message: UnknownRecord): UnknownRecord {
  const entries = Object.entries(message).map(([name, value]) => [
    name.replaceAll(/_(\w)/gu, (_, letter: string) => letter.toUpperCase()),
    value,
  ])
  return Object.fromEntries(entries)
}

function readClientMessage(message: UnknownRecord, state: State): void {
  const { turns } = state
  if ('setup' in message) {
    const { systemInstruction, tools: _tools, ...settings } = withPlainNames(objectAt(message, 'setup'))
    const system = readBlocks(listAt(systemInstruction, 'parts'))
    if (system.length > 0) turns.begin('system', system)
    state.tools = readToolOffers(objectAt(message, 'setup'))
    state.settings = settings
  }
  const contents = listAt(message, 'clientContent', 'turns')
  for (const { role, parts } of readGeminiContents({ contents })?.messages ?? []) turns.begin(role, parts)
  const results = objectsAt(message, 'toolResponse', 'functionResponses')
  if (results.length > 0)
    turns.begin(
      'tool',
      results.flatMap((functionResponse) => readBlocks({ functionResponse })),
    )
  if ('realtimeInput' in message) readInput(withPlainNames(objectAt(message, 'realtimeInput')), state)
}

function readInput(input: UnknownRecord, state: State): void {
  const blobs = [...objectsAt(input, 'mediaChunks'), objectAt(input, 'audio'), objectAt(input, 'video')]
  for (const blob of blobs) addBlob('user', blob, state)
  const text = words(input['text'])
  if (text.length > 0) state.turns.say('user', text)
}

function readServerMessage(message: UnknownRecord, state: State): void {
  const { turns } = state
  const content = withPlainNames(objectAt(message, 'serverContent'))
  const heard = textAt(content, 'inputTranscription', 'text')
  if (heard !== undefined) (turns.last('user') ?? turns.begin('user')).parts.push({ kind: 'transcript', text: heard })
  for (const part of objectsAt(content, 'modelTurn', 'parts')) {
    const blob = objectAt(part, 'inlineData')
    if ('data' in blob) addBlob('assistant', blob, state)
    else turns.say('assistant', readBlocks(part))
  }
  const spoken = textAt(content, 'outputTranscription', 'text')
  if (spoken !== undefined) turns.say('assistant', [{ kind: 'transcript', text: spoken }])
  const calls = objectsAt(message, 'toolCall', 'functionCalls')
  if (calls.length > 0)
    turns.say(
      'assistant',
      calls.flatMap((functionCall) => readBlocks({ functionCall })),
    )
  const end = ['interrupted', 'turnComplete'].find((name) => content[name] === true)
  const last = turns.last('assistant')
  if (end !== undefined && last !== undefined) last.finish ??= end
}

function addBlob(role: string, blob: UnknownRecord, state: State): void {
  const data = textAt(blob, 'data')
  if (data === undefined) return
  const type = textAt(blob, 'mimeType') ?? wordsAt(blob, 'mime_type')
  const format = soundFormat(type)
  if (format === undefined) return void state.turns.say(role, [mediaOfBase64(data, type)])
  const turn = state.turns.say(role, [])
  const sound = state.sounds.get(turn) ?? { pieces: [], format }
  sound.pieces.push(Buffer.from(data, 'base64'))
  state.sounds.set(turn, sound)
}

/** Puts texts together that came piece by piece, whatever came between two pieces. */
function joinPieces(parts: readonly DraftPart[]): readonly DraftPart[] {
  const joined: DraftPart[] = []
  for (const part of parts) {
    const at = joined.findLastIndex((earlier) => earlier.kind === part.kind || earlier.kind === 'tool-call')
    const earlier = joined[at]
    if (part.kind === 'text' && earlier?.kind === 'text') joined[at] = { ...earlier, text: earlier.text + part.text }
    else if (part.kind === 'transcript' && earlier?.kind === 'transcript')
      joined[at] = { ...earlier, text: earlier.text + part.text }
    else if (part.kind === 'reasoning' && earlier?.kind === 'reasoning')
      joined[at] = { ...earlier, text: earlier.text + part.text }
    else joined.push(part)
  }
  return joined
}
