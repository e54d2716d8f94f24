import Anthropic from '@anthropic-ai/sdk'
import { describe, expect, test } from 'vitest'

const anthropic = new Anthropic()
const city = process.env['DEMO_CITY'] ?? 'Lisbon'
const SYSTEM = `You are a travel agent for a small company in Berlin.

- Ask the tools before you promise anything: never make up a price or a time.
- Travellers pay themselves: prefer trains and direct flights, and rooms under 120 € a night.
- Answer in short paragraphs. Name the total at the end.`
const TOOLS: Anthropic.Tool[] = [
  {
    name: 'search_flights',
    description: 'Finds flights between two cities on a day, the cheapest first.',
    input_schema: {
      type: 'object',
      properties: { from: { type: 'string' }, to: { type: 'string' }, date: { type: 'string' } },
    },
  },
  {
    name: 'get_weather',
    description: 'The forecast for a city.',
    input_schema: { type: 'object', properties: { city: { type: 'string' }, days: { type: 'number' } } },
  },
  {
    name: 'find_rooms',
    description: 'Free rooms in a city, with their price for a night.',
    input_schema: { type: 'object', properties: { city: { type: 'string' }, below: { type: 'number' } } },
  },
]
const RESULTS: Readonly<Record<string, unknown>> = {
  search_flights: {
    flights: [
      { carrier: 'TAP', number: 'TP533', departs: '09:40', arrives: '12:25', direct: true, eur: 148 },
      { carrier: 'easyJet', number: 'U25183', departs: '06:15', arrives: '09:05', direct: true, eur: 96 },
      { carrier: 'Lufthansa', number: 'LH178', departs: '11:00', arrives: '16:40', direct: false, eur: 131 },
    ],
  },
  get_weather: 'Thursday 19°, sunny\nFriday 18°, sunny\nSaturday 16°, showers from noon',
  find_rooms: [
    { name: 'Casa do Jardim', area: 'Alfama', eur: 92, rating: 4.7 },
    { name: 'Hotel Convento', area: 'Baixa', eur: 118, rating: 4.5 },
  ],
}

async function plan(messages: Anthropic.MessageParam[]): Promise<string> {
  for (let turn = 0; turn < 6; turn += 1) {
    const stream = anthropic.messages.stream({
      model: 'claude-sonnet-4-5',
      max_tokens: 2048,
      thinking: { type: 'enabled', budget_tokens: 1024 },
      system: SYSTEM,
      tools: TOOLS,
      messages,
    })
    const answer = await stream.finalMessage()
    messages.push({ role: 'assistant', content: answer.content })
    const calls = answer.content.filter((block) => block.type === 'tool_use')
    if (calls.length === 0) return answer.content.map((block) => (block.type === 'text' ? block.text : '')).join('')
    messages.push({
      role: 'user',
      content: calls.map(({ id, name }) => ({
        type: 'tool_result',
        tool_use_id: id,
        content: JSON.stringify(RESULTS[name]),
      })),
    })
  }
  throw new Error('the agent did not come to an end')
}

describe('travel agent', () => {
  test('plans three days', async () => {
    const content = `We are two, and would like to spend three days in ${city} in October, from Thursday on. Where do we stay, and what is the total?`
    expect(await plan([{ role: 'user', content }])).toContain('total')
  })

  test('asks back when the dates are missing', async () => {
    expect(await plan([{ role: 'user', content: 'A weekend by the sea, please.' }])).toContain('?')
  })
})
