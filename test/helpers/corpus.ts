import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

import type { Exchange } from './samples/exchange.ts'

/** Recorded traffic of other projects, beside the repository; the variable `CORPUS` names another file of that form. */
export const CORPUS_FILE: string =
  process.env['CORPUS'] ?? join(import.meta.dirname, '../../../shared/corpus/llm-traffic.jsonl.gz')

/** Reads the recorded traffic. */
export function readCorpus(): readonly Exchange[] {
  const lines = gunzipSync(readFileSync(CORPUS_FILE)).toString('utf8').trim().split('\n')
  return lines.map((line) => toExchange(JSON.parse(line)))
}

interface CorpusLine {
  readonly id: string
  readonly provider: string
  readonly stream: string
  readonly method: string
  readonly url: string
  readonly status: number
  readonly gzip: boolean
  readonly reqHeaders: Readonly<Record<string, readonly string[]>>
  readonly resHeaders: Readonly<Record<string, readonly string[]>>
  readonly reqBody64: string | null
  readonly body64: string | null
  readonly rawUsage: Readonly<Record<string, unknown>> | null
}

function toExchange(line: CorpusLine): Exchange {
  const body = Buffer.from(line.body64 ?? '', 'base64')
  return {
    id: line.id,
    provider: line.provider,
    stream: line.stream,
    method: line.method,
    url: line.url,
    status: line.status,
    requestHeaders: lowerCased(line.reqHeaders),
    requestBody: Buffer.from(line.reqBody64 ?? '', 'base64'),
    // Some sources kept the header beside a body that they had decoded.
    responseHeaders: lowerCased(line.resHeaders, line.gzip ? [] : ['content-encoding']),
    responseBody: line.gzip ? gunzipSync(body) : body,
    wireBody: body,
    rawUsage: line.rawUsage,
  }
}

function lowerCased(headers: CorpusLine['reqHeaders'], without: readonly string[] = []): Exchange['requestHeaders'] {
  const entries = Object.entries(headers).map(([name, values]) => [name.toLowerCase(), values] as const)
  return Object.fromEntries(entries.filter(([name]) => !without.includes(name)))
}
