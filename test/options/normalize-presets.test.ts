import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

import { describe, expect, test } from 'vitest'

import { createNormalize } from '../../src/key/key-rules.ts'
import { normalize } from '../../src/options/normalize-presets.ts'

/** What a preset makes of a text. */
function apply(preset: keyof typeof normalize, text: string): string {
  return createNormalize([normalize[preset]])?.(text) ?? text
}

describe('a preset replaces what differs from run to run', () => {
  test.each([
    ['isoTime', 'It is 2026-11-28T17:31:00.123Z now', 'It is <time> now'],
    ['isoTime', 'from 2026-11-28 17:31 to 2026-11-28T17:31:00+01:00.', 'from <time> to <time>.'],
    ['isoTime', 'log_2026-11-28t17:31:00z.txt, run-20261128T173100Z', 'log_<time>.txt, run-<time>'],
    ['isoTime', 'shots/2026-11-28T17-31-00-123Z.png', 'shots/<time>.png'],
    ['localTime', 'It is Sat Nov 28 2026 17:31:00 GMT+0100 (Central European Time).', 'It is <time>.'],
    ['localTime', 'Sat, 28 Nov 2026 17:31:00 GMT or 11/28/2026, 5:31:00\u202FPM!', '<time> or <time>!'],
    ['localTime', '28.11.2026, 17:31:00; November 28, 2026 at 5:31 PM', '<time>; <time>'],
    ['date', 'Today is 2026-11-28.', 'Today is <date>.'],
    ['date', '2026/11/28, Nov 28th, 2026', '<date>, <date>'],
    ['date', 'Today is Sat Nov 28 2026, or Saturday, November 28, 2026', 'Today is <date>, or <date>'],
    ['date', '11/28/2026 (28.11.2026, 28 November 2026)', '<date> (<date>, <date>)'],
    ['uuid', 'user 0190163D-8694-739b-aea5-966c26f8ad91!', 'user <uuid>!'],
    ['uuid', 'session-0190163d-8694-739b-aea5-966c26f8ad91', 'session-<uuid>'],
    ['epochMillis', 'at=1764351060123&x=1', 'at=<epoch-ms>&x=1'],
    ['epochMillis', 'run-1764351060123, log_1764351060123.txt', 'run-<epoch-ms>, log_<epoch-ms>.txt'],
    ['port', 'http://LOCALHOST:3000, 127.0.0.2:3000', 'http://LOCALHOST:<port>, 127.0.0.2:<port>'],
    [
      'port',
      'http://localhost:54321/mcp and http://127.0.0.1:8080, [::1]:3000',
      'http://localhost:<port>/mcp and http://127.0.0.1:<port>, [::1]:<port>',
    ],
    ['tempPath', 'cat /tmp/app-x7Yk2/src/a.ts', 'cat <temp>/src/a.ts'],
    ['tempPath', '/private/tmp/app-x7Yk2/a.ts', '<temp>/a.ts'],
    ['tempPath', 'C:/Users/Ann/AppData/Local/Temp/app-1/b.ts', '<temp>/b.ts'],
    ['tempPath', '"/private/var/folders/zz/zyx_1/T/app-1/b.ts"', '"<temp>/b.ts"'],
    ['tempPath', String.raw`C:\Users\Ann\AppData\Local\Temp\app-1\b.ts`, String.raw`<temp>\b.ts`],
    ['randomId', 'call_9fKx2LmPq8Rt0VwY and msg_01XFDUDYJgAACzvnptvVoYEL', '<id> and <id>'],
    ['randomId', 'trace 4bf92f3577b34da6a3ce929d0e0e4736', 'trace <id>'],
    ['randomId', 'run 01ARZ3NDEKTSV4RRFFQ69G5FAV', 'run <id>'],
  ] as const)('%s: %s', (preset, text, expected) => {
    expect(apply(preset, text)).toBe(expected)
  })
})

test('no preset changes the name of a model that has a price', async () => {
  const library = fileURLToPath(import.meta.resolve('@pydantic/genai-prices'))
  const names = new Set(
    [...(await readFile(library, 'utf8')).matchAll(/\b(?:equals|id): *"([^"]+)"/g)].map(([, name]) => name),
  )
  expect(names.size).toBeGreaterThan(1000)
  const presets = Object.values(normalize)
  expect([...names].filter((name = '') => createNormalize(presets)?.(name) !== name)).toEqual([])
})

describe('a preset leaves alone what says something', () => {
  test.each([
    ['isoTime', 'on 2026-11-28 at noon'],
    ['localTime', 'November 28, 2026; 11/28/2026, ratio 3:4; 5:31 PM'],
    ['date', 'gpt-4o-2024-08-06 and claude-sonnet-4-5-20250929, version 1.2.2026-beta, 3/4'],
    ['uuid', '0190163d-8694-739b-aea5-966c26f8ad91-extra'],
    ['epochMillis', 'order 4006381333931, 17643510601234, v1764351060123'],
    ['port', 'api.example.com:8443, ratio 3:4'],
    ['tempPath', 'https://example.com/tmp/file and /etc/tmpfiles'],
    [
      'randomId',
      'text-embedding-3-large, claude-3-5-sonnet-20241022, get_weather_forecast, gpt-4o-mini-transcribe, 1234567890123456',
    ],
  ] as const)('%s: %s', (preset, text) => {
    expect(apply(preset, text)).toBe(text)
  })
})
