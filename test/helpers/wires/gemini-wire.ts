import { piecesOf, serverSentEvent } from './wire-answer.ts'

const COUNTS = { promptTokenCount: 4, candidatesTokenCount: 4, totalTokenCount: 8 }

/** Answers `:generateContent` as Gemini does. */
export function geminiContent(text: string): object {
  return contentOf(text, { finishReason: 'STOP' })
}

/** Answers `:streamGenerateContent?alt=sse`: events that end in CRLF, and no final marker. */
export function geminiEvents(text: string): readonly string[] {
  return contentsOf(text).map((content) => serverSentEvent(content).replaceAll('\n', '\r\n'))
}

/** Answers `:streamGenerateContent` without `alt=sse`: one JSON array that comes in pieces. */
export function geminiArray(text: string): readonly string[] {
  const contents = contentsOf(text).map((content) => JSON.stringify(content, undefined, 2))
  return [...contents.map((content, index) => `${index === 0 ? '[' : ',\r\n'}${content}`), '\n]\n']
}

function contentsOf(text: string): readonly object[] {
  const pieces = piecesOf(text)
  return pieces.map((piece, index) => contentOf(piece, index === pieces.length - 1 ? { finishReason: 'STOP' } : {}))
}

function contentOf(text: string, ending: { readonly finishReason?: string }): object {
  return {
    candidates: [{ content: { role: 'model', parts: [{ text }] }, index: 0, ...ending }],
    usageMetadata: COUNTS,
    modelVersion: 'gemini-2.5-flash',
  }
}
