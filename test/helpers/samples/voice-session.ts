import type { Call, RecordedSocket, SocketMessage } from '../../../src/cassette/call.ts'

/** Says something in a session. */
export function said(from: SocketMessage['from'], value: unknown, at = 0): SocketMessage {
  const isPlain = typeof value === 'string' || value instanceof Uint8Array
  return { from, data: isPlain ? value : JSON.stringify(value), at }
}

/** Makes the call of a session with OpenAI's Realtime. */
export function sessionCall(socket: RecordedSocket, more: Partial<Call> = {}): Call {
  return {
    key: 'f'.repeat(20),
    request: {
      method: 'GET',
      url: 'wss://api.openai.com/v1/realtime?model=gpt-realtime',
      headers: {},
      body: new Uint8Array(),
    },
    response: {
      status: 101,
      headers: {},
      body: new Uint8Array(),
      end: 'complete',
      socket,
      latency: 100,
      duration: 2100,
    },
    usage: { provider: 'openai', model: 'gpt-realtime', input: 20, output: 10 },
    recordedAt: '2026-10-02T03:04:05.000Z',
    ...more,
  }
}

/** What a run makes of a voice session: ids, times and sizes of pieces differ at every recording. */
export interface VoiceRun {
  /** Part of every id. */
  readonly run: string
  readonly instructions?: string
  readonly spoken?: string
  readonly tokens?: number
  /** How many pieces the spoken answer comes in. */
  readonly pieces?: number
}

/**
 * Makes a session of the shape that real ones have: the user speaks, a tool is called, and its result is spoken. Sound
 * of the model differs at every run.
 */
export function voiceSession({
  run,
  instructions = 'Be brief.',
  spoken = 'It is sunny in Rome.',
  tokens = 30,
  pieces = 4,
}: VoiceRun): RecordedSocket {
  const id = (kind: string, number = 1): string => `${kind}_${run}${number}00`
  const server = (type: string, more: object): SocketMessage => said('server', { type, event_id: id('event'), ...more })
  const client = (type: string, more: object): SocketMessage => said('client', { type, event_id: id('mine'), ...more })
  const item = { id: id('item'), type: 'message', role: 'user' }
  const call = { id: id('item', 2), type: 'function_call', name: 'weather', call_id: id('call') }
  const args = '{"city":"Rome"}'
  const speech = {
    id: id('item', 3),
    type: 'message',
    role: 'assistant',
    content: [{ type: 'output_audio', transcript: spoken }],
  }
  const [first, second] = [id('resp'), id('resp', 2)]
  const usage = { total_tokens: tokens * 2, input_tokens: tokens, output_tokens: tokens }
  return {
    protocol: 'realtime',
    messages: [
      server('session.created', { session: { id: id('sess'), model: 'gpt-realtime', expires_at: tokens } }),
      client('session.update', { session: { instructions, tools: [{ type: 'function', name: 'weather' }] } }),
      server('session.updated', { session: { id: id('sess'), model: 'gpt-realtime', instructions } }),
      client('input_audio_buffer.append', { audio: sound('user') }),
      client('input_audio_buffer.commit', {}),
      server('input_audio_buffer.committed', { item_id: item.id }),
      server('conversation.item.added', { item }),
      server('conversation.item.input_audio_transcription.completed', {
        item_id: item.id,
        transcript: 'What is the weather in Rome?',
      }),
      client('response.create', {}),
      server('response.created', { response: { id: first, status: 'in_progress', output: [] } }),
      server('response.output_item.added', { response_id: first, output_index: 0, item: { ...call, arguments: '' } }),
      server('response.function_call_arguments.delta', { response_id: first, output_index: 0, delta: args }),
      server('response.done', {
        response: { id: first, status: 'completed', output: [{ ...call, arguments: args }], usage },
      }),
      client('conversation.item.create', {
        item: { id: id('mine', 2), type: 'function_call_output', call_id: id('call'), output: 'Sunny' },
      }),
      client('response.create', {}),
      server('response.created', { response: { id: second, status: 'in_progress', output: [] } }),
      ...piecesOf(spoken, pieces).flatMap((delta, index) => [
        server('response.output_audio_transcript.delta', { response_id: second, delta }),
        server('response.output_audio.delta', { response_id: second, delta: sound(`${run} ${index}`) }),
      ]),
      server('response.done', { response: { id: second, status: 'completed', output: [speech], usage } }),
    ],
    close: { by: 'client', code: 1000, reason: 'thanks' },
  }
}

function sound(text: string): string {
  return Buffer.from(text.repeat(400)).subarray(0, 1200).toString('base64')
}

function piecesOf(text: string, count: number): readonly string[] {
  const size = Math.ceil(text.length / count)
  return Array.from({ length: count }, (_, index) => text.slice(index * size, (index + 1) * size))
}
