import { describe, expect, test } from 'vitest'

import { RewindCassetteError } from '../../src/errors.ts'
import { bytesOf, callsOf, makeCall, serialize, textOf } from './samples.ts'

const instructions = 'You are a patient guide. Use the tool before every answer.'
const tools = [{ type: 'function', name: 'look_up', parameters: { type: 'object' }, strict: true }]

function write(request: object, response: string): string {
  const call = makeCall({ request: { body: bytesOf(JSON.stringify(request)) }, response: { body: bytesOf(response) } })
  const { text } = serialize([call])
  expect(textOf(callsOf(text)[0]?.response.body ?? new Uint8Array())).toBe(response)
  return text
}

const repeated = JSON.stringify({
  object: 'response',
  instructions,
  tools,
  user: 'a-user-with-a-long-name-of-one-word',
})

describe('a response that repeats its request', () => {
  test('refers to texts and data of it', () => {
    const text = write({ instructions, tools, user: 'a-user-with-a-long-name-of-one-word' }, repeated)
    expect(text).toContain(
      '      instructions: $request.instructions\n      tools: $request.tools\n      user: a-user-',
    )
  })

  test.each([
    ['spaced', JSON.stringify({ tools, instructions }, undefined, 2)],
    ['a stream', `data: ${repeated}\n\ndata: ${repeated}\n\n`],
  ])('does so as %s', (_form, response) => {
    expect(write({ instructions, tools }, response).match(/\$request\.tools/g)).toHaveLength(1)
  })

  test('is exact where it spells what it repeats in another way', () => {
    const spelled = `{"instructions":"${instructions.replace('Y', String.raw`\u0059`)}","tools":${JSON.stringify(tools)}}`
    expect(write({ instructions, tools }, spelled)).toContain('$request.tools')
  })

  test('keeps what merely looks like a reference', () => {
    expect(write({ instructions }, JSON.stringify({ text: '$request.instructions' }))).toContain(
      '$$request.instructions',
    )
  })

  test('repeats what the request is edited to', () => {
    const [edited] = callsOf(write({ instructions }, repeated).replaceAll('patient', 'kind'))
    expect(textOf(edited?.response.body ?? new Uint8Array())).toContain('You are a kind guide.')
  })

  test('is an error if the request no longer has it', () => {
    const broken = write({ instructions, tools }, repeated).replace('      instructions: You', '      other: You')
    expect(() => callsOf(broken)).toThrow(RewindCassetteError)
    expect(() => callsOf(broken)).toThrow(/'\$request\.instructions', which has no value/)
  })

  test('is an error with file and line if its text was cut', () => {
    const streamed = write({ instructions, tools }, `data: ${repeated}\n\ndata: ${repeated}\n\n`)
    const broken = streamed.replace(/"\$request\.instructions".*/, '"$request.instr')
    expect(() => callsOf(broken)).toThrow(RewindCassetteError)
    expect(() => callsOf(broken)).toThrow(/\.yaml:\d+ .*cannot be put together/)
  })
})
