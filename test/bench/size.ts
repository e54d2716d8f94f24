// How large the cassette of a 40-turn agent is whose requests repeat the whole history, on disk and in git after five
// re-recordings.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { printTable, writeResult } from './harness.ts'
import { writeSamples, type Sample } from './samples.ts'

const TURNS = 40
const RECORDINGS = 6
const PIECE_BYTES = 2000
const WORDS =
  'alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon'.split(' ')

const folder = mkdtempSync(join(tmpdir(), 'rewind-bench-'))
const runGit = (...parameters: readonly string[]): string =>
  execFileSync('git', ['-c', 'user.name=bench', '-c', 'user.email=bench@example.test', ...parameters], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
try {
  runGit('init', '--quiet')
  let cassette = 0
  let har = 0
  for (let recording = 0; recording < RECORDINGS; recording += 1) {
    const samples = createConversation(recording)
    cassette = statSync(writeSamples(samples, folder)).size
    har = Buffer.byteLength(
      JSON.stringify(
        samples.map(({ path, body, pieces }) => ({
          request: { url: path, postData: { text: body } },
          response: { content: { text: pieces.join('') } },
        })),
        undefined,
        2,
      ),
    )
    writeFileSync(join(folder, '.gitignore'), '*.har\n')
    runGit('add', '--all')
    runGit('commit', '--quiet', '--message', `recording ${recording}`)
  }
  runGit('gc', '--quiet')
  const pack = Number(/^size-pack: (\d+)$/m.exec(runGit('count-objects', '-v'))?.[1]) * 1024
  printTable({
    title: `An agent of ${TURNS} turns: MB`,
    columns: ['', 'size', 'goal'],
    rows: [
      ['as HAR', (har / 1e6).toFixed(2), ''],
      ['cassette', (cassette / 1e6).toFixed(3), '0.25'],
      [`git pack after ${RECORDINGS - 1} re-recordings`, (pack / 1e6).toFixed(3), '0.2'],
    ],
  })
  writeResult('size', { turns: TURNS, har, cassette, pack })
} finally {
  rmSync(folder, { recursive: true, force: true })
}

// Each turn sends all that was said before; every recording has other answers.
function createConversation(recording: number): readonly Sample[] {
  const random = createRandom(recording + 1)
  const messages: { readonly role: string; readonly content: string }[] = [
    { role: 'system', content: createText(createRandom(0)) },
  ]
  return Array.from({ length: TURNS }, (_unused, turn) => {
    messages.push({ role: 'user', content: createText(createRandom(1000 + turn)).slice(0, PIECE_BYTES / 4) })
    const body = JSON.stringify({ model: 'gpt-4o-mini', messages })
    const content = createText(random)
    messages.push({ role: 'assistant', content })
    return {
      path: '/v1/chat/completions',
      body,
      pieces: [JSON.stringify({ choices: [{ message: { role: 'assistant', content } }] })],
      contentType: 'application/json',
    }
  })
}

function createText(random: () => number): string {
  let text = ''
  while (text.length < PIECE_BYTES) text += `${WORDS[Math.floor(random() * WORDS.length)]} `
  return text
}

// The same numbers each time, so that figures of two runs can be compared.
function createRandom(seed: number): () => number {
  let state = seed * 2_654_435_761 + 1
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state / 2_147_483_648
  }
}
