import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { addUp } from '../../src/report/add-up.ts'
import { call, samplePrice, testReport } from './samples.ts'

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/reference/report.md'), 'utf8')

/** Names of fields, also of those within. */
function fieldsOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(fieldsOf)
  return typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, inner]) => [name, ...fieldsOf(inner)])
    : []
}

test('the docs name every field of the report', () => {
  const full = addUp(
    [testReport({ calls: [call({})], notRecorded: [{ cause: '429', host: 'api.openai.com' }] })],
    samplePrice,
  )
  const fields = [...new Set([...fieldsOf(full), ...fieldsOf(addUp([testReport({})], samplePrice))])]

  expect(fields).toContain('reason')
  expect(fields.filter((field) => !PAGE.includes(`\`${field}\``))).toEqual([])
})
