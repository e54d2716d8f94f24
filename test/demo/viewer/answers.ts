import { chime, postcard } from './media.ts'

/** What the provider answers in the demo: a body, or the events of a stream. */
export type DemoAnswer =
  | { readonly kind: 'body'; readonly type: string; readonly body: string | Uint8Array }
  | { readonly kind: 'stream'; readonly events: readonly string[] }

/** One block of an answer of Anthropic. */
type Block =
  | { readonly thinking: string }
  | { readonly text: string }
  | { readonly tool: string; readonly input: object }

const PLAN = `Here is a plan for your three days in Lisbon.

Take the easyJet flight at 06:15 on Thursday: it is direct, and with 96 € each the cheapest. You arrive at 09:05, with the whole day before you.

Stay at Casa do Jardim in Alfama. It is the better rated of the two, and 92 € a night.

Thursday and Friday are sunny: walk up to the castle, and take the train to Sintra. On Saturday it rains from noon, which is a good time for the tile museum.

The total is 192 € for the flights and 276 € for three nights: 468 € for the two of you.`

const TURNS: readonly (readonly Block[])[] = [
  [
    {
      thinking:
        'They want three days from Thursday. I need flights from Berlin, the weather to choose what to do outside, and then rooms. Flights and weather do not depend on each other, so I can ask for both at once.',
    },
    { text: 'Let me look at flights and at the weather first.' },
    { tool: 'search_flights', input: { from: 'Berlin', to: 'Lisbon', date: '2026-10-15' } },
    { tool: 'get_weather', input: { city: 'Lisbon', days: 3 } },
  ],
  [
    { text: 'There is a direct flight for 96 €. Now the rooms.' },
    { tool: 'find_rooms', input: { city: 'Lisbon', below: 120 } },
  ],
  [
    {
      thinking: 'Two travellers: 2 × 96 = 192 for the flights. Three nights at 92 = 276, one room. 192 + 276 = 468.',
    },
    { text: PLAN },
  ],
]

/** Finds the answer to a request by what it says. */
export function answerTo(path: string, body: string): DemoAnswer {
  if (path.startsWith('/v1/images'))
    return json({
      created: 1_790_000_000,
      data: [{ b64_json: postcard().toString('base64') }],
      usage: {
        input_tokens: 18,
        output_tokens: 1056,
        total_tokens: 1074,
        input_tokens_details: { text_tokens: 18, image_tokens: 0 },
      },
    })
  if (path.startsWith('/v1/audio')) return { kind: 'body', type: 'audio/wav', body: chime() }
  if (path.startsWith('/v1/messages')) return travelAnswer(body)
  return supportAnswer(body)
}

function travelAnswer(body: string): DemoAnswer {
  if (body.includes('A weekend by the sea'))
    return message(1840, [{ text: 'Gladly! Which weekend do you have in mind, and from which city do you start?' }])
  const turn = body.split('"tool_result"').length - 1
  return message(1912 + turn * 340, TURNS[turn === 0 ? 0 : turn === 2 ? 1 : 2] ?? [])
}

function supportAnswer(body: string): DemoAnswer {
  if (body.includes('third invoice')) {
    const summary = 'The customer got a third invoice with an old address and may cancel.'
    return chat({ content: JSON.stringify({ category: 'billing', urgency: 'high', summary }) }, 'stop', [92, 31])
  }
  if (body.includes('Elm Street'))
    return chat({ content: null, refusal: 'I cannot tell what other customers have ordered.' }, 'stop', [41, 12])
  if (body.includes('4821'))
    return chat(
      { content: 'طلبيتك رقم 4821 في الطريق إليك، وتصل يوم الاثنين. يمكنك تتبعها من صفحة الطلبات.' },
      'stop',
      [48, 37],
    )
  if (body.includes('Rate the answer')) return chat({ content: '4' }, 'stop', [29, 1])
  return chat(
    { content: 'The customer has asked every day for twelve days when the parcel will arrive, and nobody has' },
    'length',
    [214, 24],
  )
}

function json(body: object): DemoAnswer {
  return { kind: 'body', type: 'application/json', body: JSON.stringify(body) }
}

function chat(said: object, finish: string, [input, output]: readonly [input: number, output: number]): DemoAnswer {
  return json({
    id: 'chatcmpl-9pJ2',
    object: 'chat.completion',
    created: 1_790_000_000,
    model: 'gpt-4o-mini-2024-07-18',
    choices: [
      { index: 0, message: { role: 'assistant', refusal: null, ...said }, logprobs: null, finish_reason: finish },
    ],
    usage: { prompt_tokens: input, completion_tokens: output, total_tokens: input + output },
  })
}

function message(input: number, blocks: readonly Block[]): DemoAnswer {
  const isTool = blocks.some((block) => 'tool' in block)
  const output = Math.ceil(JSON.stringify(blocks).length / 3.6)
  const usage = { input_tokens: input, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 1 }
  const start = {
    id: 'msg_01TravelDemo',
    type: 'message',
    role: 'assistant',
    model: 'claude-sonnet-4-5-20250929',
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage,
  }
  return {
    kind: 'stream',
    events: [
      { type: 'message_start', message: start },
      ...blocks.flatMap((block, index) => eventsOf(block, index)),
      {
        type: 'message_delta',
        delta: { stop_reason: isTool ? 'tool_use' : 'end_turn', stop_sequence: null },
        usage: { output_tokens: output },
      },
      { type: 'message_stop' },
    ].map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`),
  }
}

function eventsOf(block: Block, index: number): readonly { readonly type: string }[] {
  const delta = (content: object): object => ({ type: 'content_block_delta', index, delta: content })
  const [opened, deltas] = ((): readonly [object, readonly object[]] => {
    if ('thinking' in block) {
      const thoughts = words(block.thinking).map((thinking) => ({ type: 'thinking_delta', thinking }))
      return [
        { type: 'thinking', thinking: '', signature: '' },
        [...thoughts, { type: 'signature_delta', signature: 'EqQBCgIYAhIkDemo' }],
      ]
    }
    if ('text' in block)
      return [{ type: 'text', text: '' }, words(block.text).map((text) => ({ type: 'text_delta', text }))]
    const id = `toolu_01${block.tool.replaceAll('_', '')}`
    const pieces = JSON.stringify(block.input).match(/.{1,14}/gu) ?? []
    return [
      { type: 'tool_use', id, name: block.tool, input: {} },
      pieces.map((piece) => ({ type: 'input_json_delta', partial_json: piece })),
    ]
  })()
  return [
    { type: 'content_block_start', index, content_block: opened },
    ...deltas.map(delta),
    { type: 'content_block_stop', index },
  ].map((event) => ({ type: '', ...event }))
}

// As models send them: a few words at a time.
function words(text: string): readonly string[] {
  return text.match(/(?:\s*\S+){1,3}|\s+$/gu) ?? []
}
