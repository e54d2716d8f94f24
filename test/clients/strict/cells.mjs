// `node cells.mjs MODE PROMPT`: the cells of CELLS, one after the other, each with a cassette of its own. Prints what
// came of each, as lines of JSON, and is done when nothing holds it open.
import { install, withCassette } from '../../../dist/index.js'
import { patient } from '../../helpers/patience.ts'
import { mark, nameOf, WAYS } from './ways.mjs'

const LIMIT_MS = patient(5_000)

const [mode, prompt] = process.argv.slice(2)
const cells = new Set(JSON.parse(process.env.CELLS))

install({ mode, cassettes: process.env.CASSETTES })
for (const cell of WAYS.filter((candidate) => cells.has(nameOf(candidate)))) {
  const name = nameOf(cell)
  await mark(name)
  let answer
  let refusal
  const error = await withCassette(name, async () => {
    try {
      answer = await withLimit(cell.ask(prompt))
    } catch (failure) {
      refusal = failure
      throw failure
    }
  }).then(
    () => undefined,
    (failure) => failure,
  )
  if (error !== undefined) process.exitCode = 1
  process.stdout.write(
    `CELL ${JSON.stringify({ name, answer, error: error?.message, code: error?.code, refusal: refusal?.message })}\n`,
  )
}
await mark('after the last cell')
// A live tunnel holds the process for as long as its client keeps it.
if (mode === 'record') process.exit()

function withLimit(work) {
  let timer
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error('nothing came')), LIMIT_MS)
  })
  return Promise.race([work, limit]).finally(() => clearTimeout(timer))
}
