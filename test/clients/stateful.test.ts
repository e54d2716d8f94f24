import { join } from 'node:path'

import { expect, test } from 'vitest'

import { parseJson } from '../helpers/json-value.ts'
import { runProcess } from '../helpers/run-process.ts'

test("an upload to Gemini, pollers of Azure and OpenAI and a session of MCP go on in a replay, as the answers' headers say", async () => {
  const { output } = await runProcess(process.execPath, [join(import.meta.dirname, 'stateful.mjs')], {
    cwd: import.meta.dirname,
    variables: {},
  })
  const results = { upload: 'files/abc', poller: 'Invoice 7', store: 'completed soon', session: 's-1: sunny in Basel' }
  expect(parseJson(/^RESULTS (.*)$/m.exec(output)?.[1] ?? output)).toEqual({
    recorded: results,
    replayed: results,
    // Two of the upload, three and two of the pollers, five of the session.
    requests: 12,
    connections: 0,
  })
})
