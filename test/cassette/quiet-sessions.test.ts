import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { install, uninstall, withCassette } from 'rewind'
import { afterEach, beforeEach, expect, test } from 'vitest'

import type { RecordedSocket } from '../../src/cassette/call.ts'
import { playClient, serveScripts, type ScriptServer } from '../helpers/samples/session-script.ts'
import { voiceSession, type VoiceRun } from '../helpers/samples/voice-session.ts'

let folder = ''
let script: RecordedSocket = voiceSession({ run: 'a' })
let server: ScriptServer

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rewind-quiet-'))
  server = await serveScripts(() => script)
  install({ hosts: [{ host: server.host, provider: 'openai' }], cassettes: folder })
})
afterEach(async () => {
  uninstall()
  await server[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

/** Records a session anew, and gives the files that are there then: their texts by name. */
async function record(run: VoiceRun): Promise<Readonly<Record<string, string>>> {
  script = voiceSession(run)
  await withCassette('talks', async () => void (await playClient(server.url, script)), { mode: 'record' })
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return Object.fromEntries(
    files.map((entry) => [entry.name, readFileSync(join(entry.parentPath, entry.name), 'latin1')]),
  )
}

test('a session that says the same leaves its cassette byte for byte, though ids, times, counts and its voice differ', async () => {
  const first = await record({ run: 'a' })
  expect(await record({ run: 'b', tokens: 41, pieces: 7 })).toEqual(first)
})

test.each<readonly [what: string, run: Partial<VoiceRun>]>([
  ['the client said something else', { instructions: 'Be very brief.' }],
  ['the model said something else', { spoken: 'It rains in Rome.' }],
])('%s: the session is written anew', async (_what, more) => {
  const first = await record({ run: 'a' })
  const second = await record({ run: 'b', ...more })
  expect(second).not.toEqual(first)
  expect(JSON.stringify(second)).toContain(Object.values(more)[0])
})

test('a session of which one word changed keeps the ids that it had', async () => {
  const first = await record({ run: 'a' })
  const second = await record({ run: 'b', instructions: 'Be very brief.' })
  const lines = new Set(first['talks.yaml']?.split('\n'))
  const changed =
    second['talks.yaml']?.split('\n').filter((line) => !lines.has(line) && !line.startsWith('meta: ')) ?? []
  expect(
    changed.filter((line) => !line.includes('Be very brief.') && !/[0-9a-f]{16}\.(?:wav|bin)/u.test(line)),
  ).toEqual([])
})

test('the sound of each turn can be played, from a file that the answer names', async () => {
  const files = await record({ run: 'a' })
  const cassette = files['talks.yaml'] ?? ''
  const names = [...cassette.matchAll(/^ {2}- (?:user|audio): "?([0-9a-f]{16}\.wav), audio\/wav, \d+ bytes"?$/gmu)]
  expect(names, cassette).toHaveLength(2)
  expect(names.map(([, name = '']) => files[name]?.slice(0, 4))).toEqual(['RIFF', 'RIFF'])
})
