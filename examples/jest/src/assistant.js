const OpenAI = require('openai')

const MODEL = 'gpt-4o-mini'

// Greets somebody.
async function greet(name) {
  const answer = await new OpenAI().responses.create({ model: MODEL, input: `Say hello to ${name}` })
  return answer.output_text
}

// Tells a story, word by word.
async function* tellStory(topic) {
  const stream = await new OpenAI().chat.completions.create({
    model: MODEL,
    messages: [{ role: 'user', content: `Tell a story about ${topic}` }],
    stream: true,
    stream_options: { include_usage: true },
  })
  for await (const chunk of stream) yield chunk.choices[0]?.delta.content ?? ''
}

module.exports = { greet, tellStory }
