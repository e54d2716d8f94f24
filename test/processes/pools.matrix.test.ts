import { rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { promptsIn, SERVER_CONFIG, variablesFor } from '../helpers/projects/suites.ts'
import { createVitestProject } from '../helpers/projects/vitest-project.ts'
import { startProviderServer } from '../helpers/servers/provider-server.ts'

const FILES = {
  'rewind.config.mts': SERVER_CONFIG,
  'ask.js': `import OpenAI from 'openai'
const openai = new OpenAI({ baseURL: 'http://' + process.env.PROVIDER_HOST + '/v1' })
export const ask = async (content) => {
  const answer = await openai.chat.completions.create({ model: 'gpt-4o-mini', messages: [{ role: 'user', content }] })
  return answer.choices[0].message.content
}
export default ask`,
  'offered.js': `import workerpool from 'workerpool'
import { ask } from './ask.js'
workerpool.worker({ ask })`,
  'cluster.js': `import cluster from 'node:cluster'
import { createServer } from 'node:http'
import { ask } from './ask.js'
if (cluster.isPrimary) {
  const workers = [cluster.fork(), cluster.fork()]
  const ports = await Promise.all(workers.map((worker) => new Promise((resolve) => worker.once('message', resolve))))
  for (const word of ['one', 'two']) console.log(await (await fetch('http://127.0.0.1:' + ports[0] + '/' + word)).text())
  for (const worker of workers) worker.kill()
} else {
  const server = createServer(async (request, response) => response.end(await ask(process.argv[2] + request.url)))
  server.listen(0, '127.0.0.1', () => process.send(server.address().port))
}`,
  'pools.test.js': `import { execFileSync } from 'node:child_process'
import { Piscina } from 'piscina'
import { Tinypool } from 'tinypool'
import { expect, test } from 'vitest'
import workerpool from 'workerpool'
const word = process.env.WORD ?? 'hello'
const [filename, offered, cluster] = ['ask.js', 'offered.js', 'cluster.js'].map((name) => process.cwd() + '/' + name)
const askAll = async (pool) => {
  const said = await Promise.all(['one', 'two', 'three'].map((text) => pool.run(word + ' ' + text)))
  await pool.destroy()
  expect(said[2]).toContain('three')
}
const exec = async (workerType) => {
  const pool = workerpool.pool(offered, { workerType, maxWorkers: 1 })
  const said = await pool.exec('ask', [word])
  await pool.terminate()
  expect(said).toContain(word)
}
test('piscina', () => askAll(new Piscina({ filename, maxThreads: 2 })))
test('tinypool, threads', () => askAll(new Tinypool({ filename, runtime: 'worker_threads', maxThreads: 2 })))
test('tinypool, processes', () => askAll(new Tinypool({ filename, runtime: 'child_process', maxThreads: 2, env: process.env })))
test('workerpool, a process', () => exec('process'))
test('workerpool, a thread', () => exec('thread'))
test('a cluster', () => { expect(execFileSync(process.execPath, [cluster, word], { encoding: 'utf8' })).toContain('two') })`,
}

test('what pools of threads and processes and a cluster ask is on the cassette of the test that started them', async () => {
  await using server = await startProviderServer()
  await using project = createVitestProject(FILES)
  for (const name of ['piscina', 'tinypool', 'workerpool']) {
    const link = join(project.root, 'node_modules', name)
    // Runners bring one of these.
    rmSync(link, { force: true })
    symlinkSync(join(import.meta.dirname, 'node_modules', name), link)
  }
  const first = await project.vitest(['run'], variablesFor(server))
  expect(first.exitCode, first.output).toBe(0)
  expect(first.output).toContain('replay · 6 tests · 0 calls replayed · 13 recorded')
  expect(promptsIn(project.read('cassettes/pools.test.js/a cluster.yaml'))).toEqual(['hello/one', 'hello/two'])
  const before = server.connections
  const strict = await project.vitest(['run'], variablesFor(server, { CI: 'true' }))
  expect(strict.exitCode, strict.output).toBe(0)
  expect(strict.output).toContain('strict · 6 tests · 13 calls replayed · 0 live')
  const changed = await project.vitest(['run'], variablesFor(server, { CI: 'true', WORD: 'goodbye' }))
  expect(changed.exitCode).toBe(1)
  expect(changed.output).toContain('6 failed')
  expect(changed.output).toContain('hello → goodbye')
  expect(server.connections).toBe(before)
})
