import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { SERVER_CONFIG, variablesFor } from '../helpers/projects/suites.ts'
import { createVitestProject, type VitestProject } from '../helpers/projects/vitest-project.ts'
import type { Finished } from '../helpers/run-process.ts'
import type { Behaviour } from '../helpers/servers/provider-delivery.ts'
import { startProviderServer, type ProviderServer } from '../helpers/servers/provider-server.ts'
import { plantedVariables, type PlantedSecret } from './planted-secrets.ts'

// Each secret in every place: a query, an allowed header, JSON, JSON in a JSON string, a form, multipart, a compressed
// body; then what comes back.
const SUITE = `import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
const secrets = JSON.parse(readFileSync(new URL('../planted.json', import.meta.url), 'utf8'))
const changed = process.env.CHANGED ?? ''
const send = async ({ text, headers }, path, body, type, more = {}) => {
  const url = \`http://\${process.env.PROVIDER_HOST}\${path}?note=\${encodeURIComponent(text)}&api_key=\${encodeURIComponent(text)}\`
  const answer = await fetch(url, { method: 'POST', headers: { ...(type === undefined ? {} : { 'content-type': type }), accept: \`text/plain; note=\${encodeURIComponent(text)}\`, ...headers, ...more }, body })
  return answer.text()
}
test.for(secrets)('$name', async (secret) => {
  const { text, field } = secret
  const inField = field === undefined ? {} : { [field]: text }
  const json = JSON.stringify({ quote: changed + 'my key: ' + text, tool: JSON.stringify({ deep: text }), list: [{ text }], mcp: { headers: inField } })
  await send(secret, '/json', json, 'application/json')
  await send(secret, '/stream', json, 'application/json')
  await send(secret, '/form', new URLSearchParams({ ...inField, quote: changed + text }).toString(), 'application/x-www-form-urlencoded')
  const form = new FormData()
  form.set('quote', changed + text)
  if (field !== undefined) form.set(field, text)
  form.set('file', new Blob([changed + 'in a file: ' + text], { type: 'text/plain' }), 'a.txt')
  await send(secret, '/multipart', form)
  await send(secret, '/gzip', gzipSync(json), 'application/json', { 'content-encoding': 'gzip' })
})
`

/** What the server says to the five requests of one secret; the fourth is an error that quotes it, as providers do. */
function answersTo({ text }: PlantedSecret): readonly Behaviour[] {
  const quoting = {
    id: 'x',
    choices: [{ message: { content: `You said ${text}`, tool: JSON.stringify({ deep: text }) } }],
  }
  const pieces = ['It is ', text.slice(0, 7), text.slice(7, 12), text.slice(12), ', is it?']
  const event = Buffer.from(`data: ${JSON.stringify({ delta: `it is ${text}, is it?` })}\n\n`)
  const headers = {
    'x-echo': encodeURIComponent(text),
    'set-cookie': `s=${encodeURIComponent(text)}`,
    location: `/next?token=${encodeURIComponent(text)}&q=${encodeURIComponent(text)}`,
    link: `<https://h.example/?q=${encodeURIComponent(text)}>`,
  }
  return [
    { status: 200, headers: { ...headers, 'content-type': 'application/json' }, body: quoting },
    {
      raw: {
        headers: { ...headers, 'content-type': 'text/event-stream' },
        chunks: [
          { bytes: event.subarray(0, event.byteLength / 2) },
          { bytes: event.subarray(event.byteLength / 2), afterMs: 1 },
          { bytes: 'data: [DONE]\n\n', afterMs: 1 },
        ],
      },
    },
    { status: 200, headers: { ...headers, 'content-type': 'text/plain' }, body: `plain: ${text}\n` },
    {
      status: 400,
      headers: { ...headers, 'content-type': 'application/json' },
      body: { error: { message: `Incorrect API key provided: ${text}`, code: 'invalid' } },
    },
    // The stream again, one piece of the text an event, each with a number of its own.
    {
      raw: {
        headers: { ...headers, 'content-type': 'application/json' },
        chunks: pieces.map((piece, index) => ({
          bytes: `${index === 0 ? '[' : ',\r\n'}${JSON.stringify({ index, parts: [{ text: piece }] }, undefined, 1)}${index === pieces.length - 1 ? ']' : ''}`,
        })),
      },
    },
  ]
}

/**
 * Asks that nothing of the secrets is found where they were planted.
 *
 * @param kinds - what they are called together
 * @param plant - lists the secrets of an issue
 */
export function testPlantedSecrets(kinds: string, plant: (issue: number) => readonly PlantedSecret[]): void {
  const FIRST = plant(1)
  const ROTATED = plant(2)
  describe(kinds, () => {
    let server: ProviderServer
    let project: VitestProject
    const runs: Finished[] = []
    let kept = ''

    const run = (secrets: readonly PlantedSecret[], variables: Readonly<Record<string, string>>): Promise<Finished> => {
      project.write('planted.json', JSON.stringify(secrets))
      return project.vitest(['run'], variablesFor(server, { REWIND_REPORT: 'report.json', ...variables }))
    }
    const everything = (): string => [kept, ...runs.map(({ output }) => output), project.read('report.json')].join('\n')

    beforeAll(async () => {
      server = await startProviderServer()
      server.next(...FIRST.flatMap(answersTo))
      project = createVitestProject({ 'rewind.config.ts': SERVER_CONFIG, 'test/a.test.ts': SUITE })
      runs.push(await run(FIRST, { REWIND_MODE: 'record', ...plantedVariables(1) }))
      kept = project
        .list('cassettes')
        .map((path) => project.read(`cassettes/${path}`))
        .join('\n')
      await server.close()
      // Every key is another one now: only by its kind is it the same.
      runs.push(await run(ROTATED, { CI: 'true', ...plantedVariables(2) }))
      runs.push(await run(FIRST, { CI: 'true', CHANGED: 'Now ', ...plantedVariables(1) }))
    })
    afterAll(async () => {
      await server[Symbol.asyncDispose]()
      await project[Symbol.asyncDispose]()
    })

    test('are planted: the server got each', () => {
      expect(server.requests).toHaveLength(FIRST.length * 5)
      for (const [index, { text }] of FIRST.entries()) {
        expect(server.requests[index * 5]?.body).toContain(JSON.stringify(text).slice(1, -1))
      }
    })

    test('are recorded without an error', () => {
      expect(runs[0]?.output).toContain(`${FIRST.length} passed`)
      expect(project.list('cassettes')).toHaveLength(FIRST.length)
    })

    test.for(FIRST.map(({ name, trace }) => ({ name, trace })))(
      'stand in no cassette, report or message: $name',
      ({ trace }) => {
        expect(
          everything()
            .split('\n')
            .filter((line) => line.includes(trace)),
        ).toEqual([])
      },
    )

    test('answer in strict after every one of them was rotated', () => {
      expect(runs[1]?.output).toContain(`${FIRST.length} passed`)
      expect(runs[1]?.exitCode).toBe(0)
    })

    test('are not in the difference that a changed prompt makes', () => {
      expect(runs[2]?.output).toContain(`${FIRST.length} failed`)
      expect(runs[2]?.output).toContain('$.quote')
    })

    test('leave the framing of a stream as it was', () => {
      expect(kept.match(/data: \{"delta":"[^\n]*"\}\n\n {6}data: \[DONE\]/g)).toHaveLength(FIRST.length)
    })
  })
}
