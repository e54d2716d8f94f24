// Asks each provider whose clients look for credentials by themselves, as far as the parameters name it, and prints
// what it said, as JSON. No client is given a key or a region.
import { BedrockRuntimeClient, ConverseCommand } from '@aws-sdk/client-bedrock-runtime'
import { GoogleGenAI } from '@google/genai'
import { InferenceClient } from '@huggingface/inference'
import { NodeHttpHandler } from '@smithy/node-http-handler'

import { install, withCassette } from '../../dist/index.js'

const [cassettes, prompt, ...names] = process.argv.slice(2)
// Hugging Face's client asks there which model a provider has.
install({ cassettes, hosts: ['huggingface.co'] })

const messages = [{ role: 'user', content: prompt }]
const hugging = new InferenceClient(process.env.HF_TOKEN)
const bedrock = new BedrockRuntimeClient({ requestHandler: new NodeHttpHandler() })
const vertex = new GoogleGenAI({ vertexai: true, project: 'my-project', location: 'us-central1' })

const CLIENTS = {
  huggingface: async () => {
    const answer = await hugging.chatCompletion({ model: 'openai/gpt-oss-20b', messages })
    return answer.choices[0].message.content
  },
  'huggingface by groq': async () => {
    const answer = await hugging.chatCompletion({ model: 'openai/gpt-oss-20b', provider: 'groq', messages })
    return answer.choices[0].message.content
  },
  bedrock: async () => {
    const content = [{ text: prompt }]
    const answer = await bedrock.send(
      new ConverseCommand({ modelId: 'amazon.nova-lite-v1:0', messages: [{ role: 'user', content }] }),
    )
    return answer.output.message.content[0].text
  },
  vertex: async () => (await vertex.models.generateContent({ model: 'gemini-2.5-flash', contents: prompt })).text,
}

for (const name of names) {
  const said = await withCassette(name, CLIENTS[name]).catch((error) => `failed: ${error.message}`)
  process.stdout.write(`${JSON.stringify({ name, said })}\n`)
}
