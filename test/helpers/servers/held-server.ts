import { createServer, type ServerResponse } from 'node:http'

/** Where in its answer a request is held. */
export type Phase = 'before-head' | 'in-body' | 'before-end'

/** A server that holds one request for good, and counts all of them. */
export interface HeldServer extends AsyncDisposable {
  readonly port: number
  /** How often each prompt was asked. */
  readonly asked: ReadonlyMap<string, number>
  /**
   * Holds the next request with this prompt.
   *
   * @returns settles when it is held
   */
  hold(prompt: string, phase: Phase): Promise<void>
}

const HEAD = { 'content-type': 'application/json' }

/** Starts it on loopback. It answers chat completions. */
export async function startHeldServer(): Promise<HeldServer> {
  const asked = new Map<string, number>()
  const held = new Map<string, { readonly phase: Phase; readonly reached: () => void }>()
  const server = createServer((incoming, outgoing) => {
    const pieces: Uint8Array[] = []
    incoming.on('data', (piece: Uint8Array) => pieces.push(piece))
    incoming.on('end', () => {
      const prompt = /"content":"([^"]*)"/.exec(Buffer.concat(pieces).toString())?.[1] ?? ''
      asked.set(prompt, (asked.get(prompt) ?? 0) + 1)
      const hold = held.get(prompt)
      held.delete(prompt)
      if (hold === undefined) outgoing.writeHead(200, HEAD).end(bodyOf(prompt))
      else holdAt(outgoing, { ...hold, body: bodyOf(prompt) })
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    asked,
    hold(prompt, phase) {
      const { promise, resolve } = Promise.withResolvers<void>()
      held.set(prompt, { phase, reached: resolve })
      return promise
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function holdAt(
  outgoing: ServerResponse,
  { phase, reached, body }: { readonly phase: Phase; readonly reached: () => void; readonly body: string },
): void {
  if (phase === 'before-head') return reached()
  outgoing.writeHead(200, HEAD)
  outgoing.write(phase === 'in-body' ? body.slice(0, body.length / 2) : body, reached)
}

function bodyOf(prompt: string): string {
  return JSON.stringify({
    id: `chatcmpl-${prompt}`,
    object: 'chat.completion',
    model: 'gpt-4o-mini',
    choices: [{ index: 0, message: { role: 'assistant', content: `You said ${prompt}` }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
  })
}
