import { piecesOf } from '../wires/wire-answer.ts'
import { encrypted, hex, now, obfuscation, tokens } from './noise.ts'
import { ARGUMENTS, event, named, said, stream, thought, type Wire } from './wire.ts'

/** OpenAI's chat, streamed, each event filled up. */
export const chatStream: Wire = ({ prompt }) => {
  const frameOf = (delta: object, finish: string | null = null): object => ({
    id,
    object: 'chat.completion.chunk',
    created,
    model: 'gpt-5-mini-2025-08-07',
    service_tier: 'default',
    system_fingerprint,
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
    usage: null,
    obfuscation: obfuscation(),
  })
  const [id, created, system_fingerprint] = [`chatcmpl-${hex(12)}`, now(), `fp_${hex(6)}`]
  return stream([
    event(frameOf({ role: 'assistant', content: '', refusal: null })),
    ...piecesOf(said(prompt)).map((content) => event(frameOf({ content }))),
    event(frameOf({}, 'stop')),
    event('[DONE]'),
  ])
}

/** The parts of a response of OpenAI's. */
export function responseOf(prompt: string): {
  readonly envelope: (status: string, output: readonly object[]) => object
  readonly items: readonly [object, object, object]
} {
  const [id, created] = [`resp_${hex(20)}`, now()]
  const ids = [`rs_${hex(20)}`, `msg_${hex(20)}`, `fc_${hex(20)}`] as const
  return {
    envelope: (status, output) => ({
      id,
      object: 'response',
      created_at: created,
      status,
      background: false,
      completed_at: status === 'completed' ? created + 3 : null,
      error: null,
      frequency_penalty: 0,
      incomplete_details: null,
      instructions: null,
      max_output_tokens: null,
      max_tool_calls: null,
      model: 'gpt-5-nano-2025-08-07',
      output,
      parallel_tool_calls: true,
      previous_response_id: null,
      prompt_cache_key: null,
      prompt_cache_retention: 'in_memory',
      reasoning: { effort: 'medium', summary: 'auto' },
      safety_identifier: null,
      service_tier: status === 'completed' ? 'default' : 'auto',
      store: false,
      temperature: 1,
      text: { format: { type: 'text' }, verbosity: 'medium' },
      tool_choice: 'auto',
      tools: [{ type: 'function', name: 'look_up', parameters: { type: 'object' }, strict: false }],
      top_logprobs: 0,
      top_p: 1,
      truncation: 'disabled',
      usage:
        status === 'completed' ? { input_tokens: tokens(), output_tokens: tokens(), total_tokens: tokens() } : null,
      user: null,
      metadata: {},
    }),
    items: [
      {
        id: ids[0],
        type: 'reasoning',
        encrypted_content: encrypted(),
        summary: [{ type: 'summary_text', text: thought(prompt) }],
      },
      {
        id: ids[1],
        type: 'message',
        status: 'completed',
        role: 'assistant',
        content: [{ type: 'output_text', annotations: [], logprobs: [], text: said(prompt) }],
      },
      {
        id: ids[2],
        type: 'function_call',
        status: 'completed',
        arguments: JSON.stringify(ARGUMENTS),
        call_id: `call_${hex(12)}`,
        name: 'look_up',
      },
    ],
  }
}

/** OpenAI's Responses, streamed. */
export const responsesStream: Wire = ({ prompt }) => {
  const { envelope, items } = responseOf(prompt)
  const place = { output_index: 1, content_index: 0, item_id: `msg_${hex(20)}` }
  const steps = [
    { type: 'response.created', response: envelope('in_progress', []) },
    { type: 'response.in_progress', response: envelope('in_progress', []) },
    ...piecesOf(thought(prompt)).map((delta) => ({
      type: 'response.reasoning_summary_text.delta',
      output_index: 0,
      summary_index: 0,
      delta,
      obfuscation: obfuscation(),
    })),
    { type: 'response.output_item.done', output_index: 0, item: items[0] },
    ...piecesOf(said(prompt)).map((delta) => ({
      type: 'response.output_text.delta',
      ...place,
      delta,
      logprobs: [],
      obfuscation: obfuscation(),
    })),
    { type: 'response.output_item.done', output_index: 1, item: items[1] },
    ...piecesOf(JSON.stringify(ARGUMENTS)).map((delta) => ({
      type: 'response.function_call_arguments.delta',
      output_index: 2,
      delta,
      obfuscation: obfuscation(),
    })),
    { type: 'response.output_item.done', output_index: 2, item: items[2] },
    // What is encrypted is so once more.
    {
      type: 'response.completed',
      response: envelope('completed', [{ ...items[0], encrypted_content: encrypted() }, items[1], items[2]]),
    },
  ]
  return stream(steps.map((step, index) => named({ ...step, sequence_number: index })))
}
