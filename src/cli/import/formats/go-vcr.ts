import { isRecord } from '../../../text/unknown/is-record.ts'
import type { ForeignCall } from '../foreign-call.ts'
import { listAt, numberAt, recordAt, textAt } from '../read/read-fields.ts'
import { readHeaders } from '../read/read-headers.ts'
import type { RecordingFormat } from '../recording-format.ts'
import { storedBody } from '../stored-body.ts'

/** Cassettes of go-vcr, from its version 1 to 4. https://github.com/dnaeon/go-vcr */
export const goVcr: RecordingFormat = {
  name: 'go-vcr',
  read({ value }) {
    const interactions = listAt(value, 'interactions')
    return interactions.length > 0 && interactions.every(isInteraction) ? interactions.map(readInteraction) : undefined
  },
}

function isInteraction(interaction: unknown): boolean {
  return (
    textAt(recordAt(interaction, 'request'), 'url') !== undefined &&
    numberAt(recordAt(interaction, 'response'), 'code') !== undefined
  )
}

function readInteraction(interaction: unknown): ForeignCall {
  const request = recordAt(interaction, 'request')
  const response = recordAt(interaction, 'response')
  const duration = parseGoDuration(response['duration'])
  return {
    method: textAt(request, 'method') || 'GET',
    url: textAt(request, 'url') ?? '',
    request: { headers: readHeaders(request['headers']), ...bodyOf(request) },
    response: {
      status: numberAt(response, 'code') ?? 200,
      // "200 OK"
      statusText: textAt(response, 'status')?.replace(/^\d+\s*/u, ''),
      headers: readHeaders(response['headers']),
      ...storedBody(response['body']),
    },
    duration,
    latency: duration,
  }
}

// A form that Go has parsed is kept beside an empty body.
function bodyOf(request: ReturnType<typeof recordAt>): ReturnType<typeof storedBody> {
  const form = isRecord(request['form']) ? request['form'] : {}
  const isForm = (request['body'] ?? '') === '' && Object.keys(form).length > 0
  if (!isForm) return storedBody(request['body'])
  const pairs = Object.entries(form).flatMap(([name, values]) =>
    [values].flat().map((one): [string, string] => [name, String(one)]),
  )
  return { body: Buffer.from(new URLSearchParams(pairs).toString()), isRewritten: true }
}

const UNITS: Readonly<Record<string, number>> = {
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
  us: 1e-3,
  µs: 1e-3,
  ns: 1e-6,
}

/** Reads a duration as Go writes it, `1m2.5s` or nanoseconds, in milliseconds. */
function parseGoDuration(value: unknown): number | undefined {
  if (typeof value === 'number') return value / 1e6
  if (typeof value !== 'string') return undefined
  const parts = [...value.matchAll(/(?<number>[\d.]+)(?<unit>ms|us|µs|ns|h|m|s)/gu)]
  if (parts.length === 0) return undefined
  return parts.reduce((sum, { groups }) => sum + Number(groups?.['number']) * (UNITS[groups?.['unit'] ?? ''] ?? 0), 0)
}
