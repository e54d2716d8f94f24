import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { addUp } from '../../src/report/add-up.ts'
import { call, samplePrice, testReport } from './samples.ts'

const README = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8')

/** Names of fields, also of those within. */
function fieldsOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(fieldsOf)
  return typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, inner]) => [name, ...fieldsOf(inner)])
    : []
}

test('the README names every field of the report', () => {
  const full = addUp(
    [testReport({ calls: [call({})], notRecorded: [{ cause: '429', host: 'api.openai.com' }] })],
    samplePrice,
  )
  const savings = README.slice(README.indexOf('## Savings'), README.indexOf('## Vitest'))
  const fields = [...new Set([...fieldsOf(full), ...fieldsOf(addUp([testReport({})], samplePrice))])]

  expect(fields).toContain('reason')
  expect(fields.filter((field) => !savings.includes(`\`${field}\``))).toEqual([])
})
