import { join } from 'node:path'

import type { Call } from '../../../src/cassette/call.ts'
import { createDiskStore } from '../../../src/cassette/disk/store.ts'
import { serializeCassette } from '../../../src/cassette/form/serialize.ts'
import { sha256 } from '../../../src/process/sha256.ts'
import type { Finished } from '../run-process.ts'
import { createVitestProject, type VitestProject } from './vitest-project.ts'

/** A project with cassettes, and the command line. */
export interface RecordedProject extends VitestProject {
  /** Runs the built `rewind` command. */
  rewind(...words: readonly string[]): Promise<Finished>
  /** Writes a cassette. */
  record(cassette: string, test: string, calls: readonly Call[]): void
}

const COMMAND = join(import.meta.dirname, '../../../dist/cli.js')

/** Makes a project in a temporary folder; it is removed when the returned object is disposed of. */
export function createRecordedProject(files: Readonly<Record<string, string>> = {}): RecordedProject {
  const project = createVitestProject(files)
  return {
    ...project,
    rewind: (...words) => project.node([COMMAND, ...words]),
    record(cassette, test, calls) {
      const text = serializeCassette({ rewind: 2, test }, calls, sha256)
      createDiskStore(project.root).write(join(project.root, cassette), text)
    },
  }
}

/** Makes a chat call: what was asked, and what was answered. */
export function chatCall(question: string, answer: string, more: Partial<Call> = {}): Call {
  const body = { model: 'gpt-4o-mini', messages: [{ role: 'user', content: question }] }
  return {
    key: sha256(question),
    request: {
      method: 'POST',
      url: 'https://api.openai.com/v1/chat/completions',
      headers: { 'content-type': 'application/json' },
      body: Buffer.from(JSON.stringify(body)),
    },
    response: {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: Buffer.from(JSON.stringify(completion(answer))),
      end: 'complete',
      latency: 400,
      duration: 410,
    },
    usage: { provider: 'openai', model: 'gpt-4o-mini', input: 1000, output: 200 },
    recordedAt: '2026-10-02T03:04:05.000Z',
    ...more,
  }
}

function completion(content: string): unknown {
  return { choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }] }
}
