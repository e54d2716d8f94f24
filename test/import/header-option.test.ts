import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { fieldOf, listOf, parseJson } from '../helpers/json-value.ts'
import { createRecordedProject } from '../helpers/projects/recorded-project.ts'
import { answerOf, askedOf } from './hand-made-call.ts'

const SECRET = ['sk', 'proj', 'Ab3dEf6hIj9lMn2pQr5tUv8xYz1bCd4fGh7jKl0n'].join('-')

function projectWithCall() {
  const project = createRecordedProject()
  const call = {
    request: {
      url: 'https://api.openai.com/v1/chat/completions',
      method: 'POST',
      headers: {},
      body: askedOf('Hi'),
    },
    response: { status: 200, headers: { 'content-type': 'application/json' }, body: answerOf('Hi') },
  }
  writeFileSync(join(project.root, 'calls.json'), JSON.stringify([call]))
  return project
}

describe('--header', () => {
  test('takes one value, so that files may follow it, and may be given again', async () => {
    await using project = projectWithCall()
    const words = ['--header', 'openai-beta: assistants=v2', '--header', 'anthropic-beta: one', 'calls.json', '--json']
    const { stdout, exitCode, output } = await project.rewind('import', ...words)
    expect(exitCode, output).toBe(0)
    const [file] = listOf(parseJson(stdout), 'files')
    expect(fieldOf(file, 'filled')).toEqual([
      'openai-beta in 1 call',
      'anthropic-beta in 1 call',
      'the date of the file in 1 call',
    ])
  })

  test('may hold a credential: it is neither shown nor written', async () => {
    await using project = projectWithCall()
    const text = await project.rewind('import', 'calls.json', '--header', `authorization: Bearer ${SECRET}`)
    expect(text.stdout).toContain('filled  authorization in 1 call')
    const data = await project.rewind('import', 'calls.json', '--header', `x-api-key: ${SECRET}`, '--json')
    const wrong = await project.rewind('import', 'calls.json', '--header', `authorization ${SECRET}`, '--json')
    expect(wrong).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("--header takes 'name: value'") })
    expect(text.output + data.output + wrong.output).not.toContain(SECRET)
    const [pooled] = project.list('.rewind/import').filter((name) => name.endsWith('.yaml'))
    expect(project.read(`.rewind/import/${pooled}`)).not.toContain(SECRET)
  })
})

test('what an unreadable URL carries is not shown', async () => {
  await using project = createRecordedProject()
  const request = {
    method: 'POST',
    url: `https://user:${SECRET}@:x/v1?key=${SECRET}`,
    headers: {},
    body: askedOf('Hi'),
  }
  const response = { status: 200, headers: {}, body: answerOf('Hi') }
  writeFileSync(join(project.root, 'calls.json'), JSON.stringify([{ request, response }]))
  const { output, exitCode } = await project.rewind('import', 'calls.json')
  expect(exitCode).toBe(1)
  expect(output).toContain('its URL cannot be read')
  expect(output).not.toContain(SECRET)
})
