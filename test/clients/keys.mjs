// Makes every client as its documentation does, without a key, asks it for something, and prints whom that would have
// gone to, or why it did not get so far, as JSON.
import { createAmazonBedrock } from '@ai-sdk/amazon-bedrock'
import { anthropic } from '@ai-sdk/anthropic'
import { createAzure } from '@ai-sdk/azure'
import { cerebras } from '@ai-sdk/cerebras'
import { cohere } from '@ai-sdk/cohere'
import { deepseek } from '@ai-sdk/deepseek'
import { fireworks } from '@ai-sdk/fireworks'
import { google } from '@ai-sdk/google'
import { groq } from '@ai-sdk/groq'
import { huggingface } from '@ai-sdk/huggingface'
import { mistral } from '@ai-sdk/mistral'
import { openai } from '@ai-sdk/openai'
import { perplexity } from '@ai-sdk/perplexity'
import { togetherai } from '@ai-sdk/togetherai'
import { xai } from '@ai-sdk/xai'
import Anthropic from '@anthropic-ai/sdk'
import { Cerebras } from '@cerebras/cerebras_cloud_sdk'
import { GoogleGenAI } from '@google/genai'
import { ChatGoogleGenerativeAI } from '@langchain/google-genai'
import { ChatOpenAI } from '@langchain/openai'
import { Mistral } from '@mistralai/mistralai'
import { openrouter } from '@openrouter/ai-sdk-provider'
import Perplexity from '@perplexity-ai/perplexity_ai'
import { generateText } from 'ai'
import { CohereClientV2 } from 'cohere-ai'
import Groq from 'groq-sdk'
import OpenAI, { AzureOpenAI } from 'openai'
import Together from 'together-ai'
import { VoyageAIClient } from 'voyageai'

import { install, withCassette } from '../../dist/index.js'

const messages = [{ role: 'user', content: 'Say hello' }]
const chat = { model: 'some-model', messages }
const ai = (model) => () => generateText({ model: model(), prompt: 'Say hello', maxRetries: 0 })

const CLIENTS = {
  openai: () => new OpenAI().chat.completions.create(chat),
  'openai, Azure': () =>
    new AzureOpenAI({ endpoint: 'https://me.openai.azure.com', apiVersion: '2025-01-01' }).chat.completions.create(
      chat,
    ),
  '@anthropic-ai/sdk': () => new Anthropic().messages.create({ ...chat, max_tokens: 9 }),
  '@google/genai': () =>
    new GoogleGenAI({}).models.generateContent({ model: 'gemini-2.5-flash', contents: 'Say hello' }),
  'cohere-ai': () => new CohereClientV2().chat(chat),
  '@mistralai/mistralai': () => new Mistral({ apiKey: process.env.MISTRAL_API_KEY }).chat.complete(chat),
  'groq-sdk': () => new Groq().chat.completions.create(chat),
  'together-ai': () => new Together().chat.completions.create(chat),
  '@cerebras/cerebras_cloud_sdk': () => new Cerebras({ warmTCPConnection: false }).chat.completions.create(chat),
  '@perplexity-ai/perplexity_ai': () => new Perplexity().chat.completions.create(chat),
  voyageai: () => new VoyageAIClient().embed({ input: 'hello', model: 'voyage-3.5' }),
  '@langchain/openai': () => new ChatOpenAI({ model: 'some-model' }).invoke('Say hello'),
  '@langchain/google-genai': () => new ChatGoogleGenerativeAI({ model: 'gemini-2.5-flash' }).invoke('Say hello'),
  '@ai-sdk/openai': ai(() => openai('some-model')),
  '@ai-sdk/anthropic': ai(() => anthropic('some-model')),
  '@ai-sdk/google': ai(() => google('some-model')),
  '@ai-sdk/azure': ai(() => createAzure({ resourceName: 'me' })('some-model')),
  '@ai-sdk/amazon-bedrock': ai(() => createAmazonBedrock()('some-model')),
  '@ai-sdk/cohere': ai(() => cohere('some-model')),
  '@ai-sdk/mistral': ai(() => mistral('some-model')),
  '@ai-sdk/groq': ai(() => groq('some-model')),
  '@ai-sdk/togetherai': ai(() => togetherai('some-model')),
  '@ai-sdk/deepseek': ai(() => deepseek('some-model')),
  '@ai-sdk/xai': ai(() => xai('some-model')),
  '@ai-sdk/fireworks': ai(() => fireworks('some-model')),
  '@ai-sdk/perplexity': ai(() => perplexity('some-model')),
  '@ai-sdk/cerebras': ai(() => cerebras('some-model')),
  '@ai-sdk/huggingface': ai(() => huggingface('some-model')),
  '@openrouter/ai-sdk-provider': ai(() => openrouter('some-model')),
  'ai, Vercel AI Gateway': ai(() => 'openai/some-model'),
}

install({ cassettes: process.argv[2], mode: 'strict' })
for (const [name, ask] of Object.entries(CLIENTS)) {
  let said = ''
  const failure = await withCassette(name, () => ask().catch((error) => (said = String(error)))).then(
    () => undefined,
    (error) => error,
  )
  const host = /https:\/\/([^/ ]+)\S* has no recorded answer/.exec(failure?.message ?? '')?.[1]
  process.stdout.write(`${JSON.stringify({ name, host: host ?? `none: ${said} ${failure?.message}` })}\n`)
}
process.exit()
