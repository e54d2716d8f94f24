/** Gives a test file of CommonJS \`ask(prompt)\`: one chat call of the real OpenAI SDK. */
export const ASK_COMMONJS = `const { default: OpenAI } = require('openai')
const { configure, savings } = require('rewind')
const openai = new OpenAI({ baseURL: \`http://\${process.env.PROVIDER_HOST}/v1\`, dangerouslyAllowBrowser: true })
async function ask(content) {
  const answer = await openai.chat.completions.create({ model: 'gpt-4o-mini', messages: [{ role: 'user', content }] })
  return answer.choices[0].message.content
}
`

/** The same as an ES module. */
export const ASK_ES_MODULE = ASK_COMMONJS.replace(
  /const \{ default: OpenAI \} = require\('openai'\)/,
  "import OpenAI from 'openai'",
).replace(/const (\{ configure, savings \}) = require\('rewind'\)/, "import $1 from 'rewind'")
