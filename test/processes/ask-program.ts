/** A program, or thread, that asks each of its words; what it is answered, it swallows. */
export const ASK_PROGRAM = `import { workerData } from 'node:worker_threads'
const words = workerData?.words ?? process.argv.slice(2)
for (const word of words) {
  const body = JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: word + (process.env.WORD ?? '') }] })
  const headers = { 'content-type': 'application/json', authorization: 'Bearer ' + process.env.OPENAI_API_KEY }
  const answer = await fetch('http://' + process.env.PROVIDER_HOST + '/v1/chat/completions', { method: 'POST', headers, body })
  await answer.text()
  console.log(word, answer.status)
}
`
