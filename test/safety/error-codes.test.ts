import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { startProviderServer, type ProviderServer } from '../helpers/servers/provider-server.ts'
import { provokeErrors, type ProvokedError } from './provoke-errors.ts'

interface Expected {
  readonly message: RegExp
  readonly fix: RegExp
}

/** What each error says, and what to do about it. */
const EXPECTED: Readonly<Record<string, Expected>> = {
  REWIND_DIVERGENCE: {
    message: /^POST http:\S+ has no recorded answer {2}\[REWIND_DIVERGENCE\]\n {2}cassette {2}cassettes\/known\.yaml/,
    fix: /^npx rewind run --mode update -- node script\.mjs/,
  },
  REWIND_UNUSED: {
    message: /^a recorded call was not made by this test/,
    fix: /^npx rewind run --mode update -- node /,
  },
  REWIND_OPTIONS: {
    message: /^unknown option hostz: did you mean hosts\?/,
    fix: /^write hosts$/,
  },
  REWIND_CONFIG: {
    message: /rewind\.config\.json cannot be loaded: .* JSON/,
    fix: /^correct the error in .*rewind\.config\.json; nothing was recorded or replayed/,
  },
  REWIND_CASSETTE: {
    message: /^cassettes\/broken\.yaml:\d+ is not valid YAML: (?!.* at line )/,
    fix: /^correct it there, or delete the file and record the test again/,
  },
  REWIND_CASSETTE_VERSION: {
    message: /^cassettes\/newer\.yaml:1 has format version 9; this rewind reads version 2/,
    fix: /^npm install --save-dev rewind@latest/,
  },
  REWIND_CASSETTE_WRITE: {
    message: /^a-file\/blocked\.yaml cannot be written: .*what was there is unchanged/,
    fix: /^make the folder writable, free some space, or set another folder/,
  },
  REWIND_SECRET: {
    message:
      /^what looks like a secret would have been written[\s\S]*found {5}call 1: request \$\.messages\[0\]\.content \(STRIPE_SECRET_KEY_TEST\)/,
    fix: /redact: \[.*npx rewind run --mode update/,
  },
  REWIND_PLACEHOLDER_KEY: {
    message: /is not on the cassette, and OPENAI_API_KEY is not set/,
    fix: /^set OPENAI_API_KEY, then npx rewind run --mode update/,
  },
  REWIND_BUDGET: {
    message: /^this run has spent \$0\.\d+ of \$0\.\d+, its maxSpend/,
    fix: /^raise maxSpend \(REWIND_MAX_SPEND\), then npx rewind update/,
  },
  REWIND_HTTP2: {
    message: /^a gRPC call to api\.openai\.com\/service\/Method cannot be recorded or replayed/,
    fix: /REST transport/,
  },
  REWIND_BYPASSED: { message: /was not sent: rewind cannot answer it/, fix: /^list rewind's set-up file first/ },
  REWIND_NO_SESSION: {
    message: /was made outside a test or withCassette\(\)/,
    fix: /^make the call inside withCassette/,
  },
  REWIND_RUNNER: {
    message: /^rewind runs in Node\.js, and the project 'pages.*' runs in a browser/,
    fix: /^list the rewind plugin only in projects without browser\.enabled/,
  },
  REWIND_CRASH: {
    message: /^a server crashed while it answered this test: out of luck/,
    fix: /^fix the error in the server/,
  },
  REWIND_USAGE: { message: /^unknown command 'lsit': did you mean list\?/, fix: /^npx rewind --help/ },
  REWIND_FILE: {
    message: /^no\/such\/folder\.har cannot be written: ENOENT: no such file or directory/,
    fix: /^make the folder that it is in, or name another path/,
  },
  REWIND_REPORT: {
    message: /^the report cannot be written to .*ENOTDIR/,
    fix: /^make the folder and let this process write there, or name another file/,
  },
  REWIND_INTERNAL: {
    message: /^rewind failed to handle a request: of course {2}\[REWIND_INTERNAL\]/,
    fix: /^please report this/,
  },
}

const CODES = [
  ...readFileSync(join(import.meta.dirname, '../../src/errors.ts'), 'utf8').matchAll(/^ {2}\| '(REWIND_\w+)'$/gm),
].flatMap(([, code]) => code ?? [])

describe('every error code comes with its message and what to do about it', () => {
  let server: ProviderServer
  let errors: ReadonlyMap<string, ProvokedError>

  beforeAll(async () => {
    server = await startProviderServer()
    errors = await provokeErrors(server)
  })
  afterAll(() => server[Symbol.asyncDispose]())

  test.for(CODES)('%s', (code) => {
    expect(errors.get(code)?.message).toMatch(EXPECTED[code]?.message ?? 'no expectation')
    expect(errors.get(code)?.message).toContain(`  [${code}]`)
    expect(errors.get(code)?.remedy).toMatch(EXPECTED[code]?.fix ?? 'no expectation')
  })
})
