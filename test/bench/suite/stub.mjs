// What somebody would write by hand.
import { answerTo } from './answers.mjs'

globalThis.fetch = async (url, init) => {
  if (url !== 'https://api.openai.com/v1/chat/completions') throw new Error('the stub answers nothing else')
  return new Response(answerTo(JSON.parse(init.body)), { headers: { 'content-type': 'application/json' } })
}
