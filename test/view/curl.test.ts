import { expect, test } from 'vitest'

import { curlOf } from '../../src/view/page/call/curl.ts'

test('a command to paste holds what a cassette says as words, whatever that is', () => {
  const call = { method: 'GET; rm -rf ~', url: "-K/etc/passwd'", provider: 'constructor' }
  expect(curlOf(call, [['x-note', '$(id)']], "it's")).toBe(
    [
      `curl --url '-K/etc/passwd'\\'''`,
      `-X 'GET; rm -rf ~'`,
      `-H "authorization: Bearer $CONSTRUCTOR_API_KEY"`,
      `-H 'x-note: $(id)'`,
      `--data-raw 'it'\\''s'`,
    ].join(' \\\n  '),
  )
})
