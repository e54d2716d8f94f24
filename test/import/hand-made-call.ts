/** What the client of the tests sends for a prompt. */
export function askedOf(prompt: string): string {
  return JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: prompt }] })
}

/** What the provider answers to a prompt. */
export function answerOf(prompt: string): string {
  const message = { role: 'assistant', content: `${prompt} answers` }
  return JSON.stringify({ id: 'chatcmpl-1', choices: [{ index: 0, message, finish_reason: 'stop' }] })
}

/** Encodes base64. */
export const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')
