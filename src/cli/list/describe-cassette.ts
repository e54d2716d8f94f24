import { statSync } from 'node:fs'

import type { Usage } from '../../cassette/call.ts'
import type { CassetteEntry } from '../../cassette/cassette.ts'
import { RewindCassetteError } from '../../errors.ts'
import type { Price } from '../../providers/prices/prices.ts'
import { sum, sumOfKnown } from '../../report/sums.ts'
import type { Finding, ListedCassette, ListTotals } from '../json-reports.ts'
import type { KnownCassette } from '../names/known-cassettes.ts'
import { findingOf } from '../verify/findings.ts'

/** Describes a cassette for the list; a finding where it cannot be read, so that the others are still listed. */
export function describeCassette(cassette: KnownCassette, price: Price): ListedCassette | Finding {
  try {
    return describe(cassette, price)
  } catch (error) {
    if (error instanceof RewindCassetteError) return findingOf(cassette.file, error)
    throw error
  }
}

function describe(cassette: KnownCassette, price: Price): ListedCassette {
  const { header, entries } = cassette.open()
  const usages = entries.map((entry) => entry.usage()).filter((usage) => usage !== undefined)
  return {
    file: cassette.file,
    test: header.test,
    calls: entries.length,
    models: [...new Set(usages.map(({ provider, model }) => `${provider}/${model}`))].toSorted(),
    tokens: tokensOf(usages),
    usd: sumOfKnown(usages.map((usage) => price(usage) ?? null)),
    bytes: statSync(cassette.path).size,
    recordedAt: newest(entries),
  }
}

function tokensOf(usages: readonly Usage[]): ListedCassette['tokens'] {
  return {
    input: sum(usages.map(({ input = 0 }) => input)),
    output: sum(usages.map(({ output = 0 }) => output)),
  }
}

function newest(entries: readonly CassetteEntry[]): string | null {
  return (
    entries
      .map((entry) => entry.call().recordedAt)
      .toSorted()
      .at(-1) ?? null
  )
}

/** Adds up what cassettes hold. */
export function addUp(cassettes: readonly ListedCassette[]): ListTotals {
  return {
    cassettes: cassettes.length,
    calls: sum(cassettes.map(({ calls }) => calls)),
    tokens: {
      input: sum(cassettes.map(({ tokens }) => tokens.input)),
      output: sum(cassettes.map(({ tokens }) => tokens.output)),
    },
    usd: sumOfKnown(cassettes.map(({ usd }) => usd)),
    bytes: sum(cassettes.map(({ bytes }) => bytes)),
  }
}
