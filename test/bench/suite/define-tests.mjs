import { appendFileSync } from 'node:fs'

import OpenAI from 'openai'
import { afterAll, expect, test } from 'vitest'

import { contentFor, requestOf } from './answers.mjs'

/**
 * Defines the tests of one file. What a test costs is kept where the variable BENCH_COSTS says, without the first
 * `warmUp` tests.
 */
export function defineTests({ file, tests, calls, warmUp }) {
  let before
  for (let number = 0; number < tests; number += 1) {
    test(`asks ${number}`, async () => {
      if (number === warmUp) before = process.cpuUsage()
      // Made here, since a client keeps the `fetch` that it finds: some of the contenders replace it right before the
      // test.
      const openai = new OpenAI()
      for (let call = 0; call < calls; call += 1) {
        const request = requestOf(file, number, call)
        const answer = await openai.chat.completions.create(request)
        expect(answer.choices[0].message.content).toBe(contentFor(request))
      }
    })
  }
  const { BENCH_COSTS } = process.env
  if (BENCH_COSTS === undefined) return
  afterAll(() => {
    const { user, system } = process.cpuUsage(before)
    appendFileSync(BENCH_COSTS, `${(user + system) / 1000 / (tests - warmUp)}\n`)
  })
}
