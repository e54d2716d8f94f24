import { piecesOf } from './wire-answer.ts'

/** Answers `POST /api/chat` as Ollama does. */
export function ollamaChat(content: string, done = true): object {
  return {
    model: 'llama3.2',
    created_at: '2026-01-02T03:04:05Z',
    message: { role: 'assistant', content },
    done,
    ...(done ? { done_reason: 'stop', prompt_eval_count: 4, eval_count: 4 } : {}),
  }
}

/** Answers it as a stream: one JSON text a line. */
export function ollamaLines(text: string): readonly string[] {
  const pieces = piecesOf(text)
  return pieces.map((piece, index) => `${JSON.stringify(ollamaChat(piece, index === pieces.length - 1))}\n`)
}
