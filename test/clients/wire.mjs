// What the providers answer that the provider server of the other tests does not speak: Gemini, Cohere, Ollama,
// Bedrock, and chats at Groq's path.
import { bedrockFrames, bedrockMessage } from '../helpers/wires/bedrock-wire.ts'
import { cohereChat, cohereEvents } from '../helpers/wires/cohere-wire.ts'
import { geminiContent, geminiEvents } from '../helpers/wires/gemini-wire.ts'
import { ollamaChat, ollamaLines } from '../helpers/wires/ollama-wire.ts'
import { piecesOf, serverSentEvent } from '../helpers/wires/wire-answer.ts'

const TEXT = 'Hello from the wire'

const json = (body) => ({ status: 200, headers: { 'content-type': 'application/json' }, body })
const streamed = (type, pieces) => ({
  raw: { status: 200, headers: { 'content-type': type }, chunks: pieces.map((bytes) => ({ bytes, afterMs: 1 })) },
})
const chat = (part, finish_reason) => ({
  id: 'g',
  object: 'chat.completion',
  created: 1,
  model: 'llama',
  choices: [{ index: 0, ...part, finish_reason }],
})

/** Answers by dialect: whole, and as a stream; each piece is written by itself. */
export const WIRE = {
  gemini: { buffered: json(geminiContent(TEXT)), stream: streamed('text/event-stream', geminiEvents(TEXT)) },
  cohere: { buffered: json(cohereChat(TEXT)), stream: streamed('text/event-stream', cohereEvents(TEXT)) },
  groq: {
    buffered: json(chat({ message: { role: 'assistant', content: TEXT } }, 'stop')),
    stream: streamed('text/event-stream', [
      ...piecesOf(TEXT).map((content) => serverSentEvent(chat({ delta: { content } }, null))),
      serverSentEvent('[DONE]'),
    ]),
  },
  ollama: { buffered: json(ollamaChat(TEXT)), stream: streamed('application/x-ndjson', ollamaLines(TEXT)) },
  bedrock: {
    buffered: json(bedrockMessage(TEXT)),
    stream: streamed('application/vnd.amazon.eventstream', bedrockFrames(TEXT)),
  },
}
