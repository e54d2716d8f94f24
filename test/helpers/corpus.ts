import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

/** One exchange of the corpus. */
export interface Exchange {
  readonly id: string
  readonly provider: string
  readonly stream: string
  readonly method: string
  readonly url: string
  readonly status: number
  readonly requestHeaders: Readonly<Record<string, readonly string[]>>
  readonly requestBody: Uint8Array
  readonly responseHeaders: Readonly<Record<string, readonly string[]>>
  /** Content-decoded. */
  readonly responseBody: Uint8Array
  /** As on the wire. */
  readonly wireBody: Uint8Array
  readonly rawUsage: Readonly<Record<string, unknown>> | null
}

/** Other traffic of the same form may be named. */
const FILE = process.env['CORPUS'] ?? new URL('../../../shared/corpus/llm-traffic.jsonl.gz', import.meta.url)

/**
 * Reads the recorded traffic of other projects that lies beside the repository, or that the variable `CORPUS` names.
 */
export function readCorpus(): readonly Exchange[] {
  const lines = gunzipSync(readFileSync(FILE)).toString('utf8').trim().split('\n')
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
