import { expect, test } from 'vitest'

import { indentQuotedLines } from '../../src/cli/import/read/indent-quoted-lines.ts'
import { listOf, parseJson } from '../helpers/json-value.ts'
import { createRecordedProject } from '../helpers/projects/recorded-project.ts'

/** As PyYAML writes it: lines of a text as far in as its key, or less. */
const RECORDING = `interactions:
- request:
    body: '{"model": "gpt-4o-mini", "messages": [{"role": "user", "content":
    "It''s
  late"}]}'
    headers:
      content-type: ["application/json"]
    method: POST
    uri: https://api.openai.com/v1/chat/completions
  response:
    body:
      string: |
        {"choices": [{"index": 0, "message": {"role": "assistant", "content": "key: 'left open"}}]}
    headers:
      content-type: [application/json]
      x-note: "one
two"
    status: {code: 200, message: OK}
version: 1
`

test('lines of a quoted text may begin where PyYAML puts them', async () => {
  await using project = createRecordedProject({ 'vcr.yaml': RECORDING })
  const { stdout, output } = await project.rewind('import', 'vcr.yaml', '--json')
  expect(listOf(parseJson(stdout), 'files'), output).toMatchObject([{ format: 'vcrpy', calls: 1 }])
  const [name] = project.list('.rewind/import').filter((one) => one.endsWith('.yaml'))
  expect(project.read(`.rewind/import/${name}`)).toContain("content: It's late")
})

test('blocks, closed texts and escaped quotes are left as they are', () => {
  const text = `a: |
  b: 'open
  c
d: 'it''s'
e: "a \\" b"
"f": >-
    'g
h: i
`
  expect(indentQuotedLines(text)).toBe(text)
  expect(indentQuotedLines("- - 'a\nb'\nc: 'd'\n")).toBe("- - 'a\n    b'\nc: 'd'\n")
})
