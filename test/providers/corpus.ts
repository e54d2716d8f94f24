import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

/** One exchange of the corpus, its body content-decoded. */
export interface Exchange {
  readonly provider: string
  readonly stream: string
  readonly method: string
  readonly url: string
  readonly status: number
  readonly requestHeaders: Readonly<Record<string, readonly string[]>>
  readonly requestBody: Uint8Array
  readonly responseHeaders: Readonly<Record<string, readonly string[]>>
  readonly responseBody: Uint8Array
  readonly rawUsage: Readonly<Record<string, unknown>> | null
}

const FILE = new URL('../../../shared/corpus/llm-traffic.jsonl.gz', import.meta.url)

/** Reads the recorded traffic of other projects that lies beside the repository. */
export function readCorpus(): readonly Exchange[] {
  const lines = gunzipSync(readFileSync(FILE)).toString('utf8').trim().split('\n')
  return lines.map((line) => toExchange(JSON.parse(line)))
}

interface CorpusLine {
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
    provider: line.provider,
    stream: line.stream,
    method: line.method,
    url: line.url,
    status: line.status,
    requestHeaders: lowerCased(line.reqHeaders),
    requestBody: Buffer.from(line.reqBody64 ?? '', 'base64'),
    responseHeaders: lowerCased(line.resHeaders),
    responseBody: line.gzip ? gunzipSync(body) : body,
    rawUsage: line.rawUsage,
  }
}

function lowerCased(headers: CorpusLine['reqHeaders']): Exchange['requestHeaders'] {
  return Object.fromEntries(Object.entries(headers).map(([name, values]) => [name.toLowerCase(), values]))
}
