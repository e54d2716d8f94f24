import { gzipSync } from 'node:zlib'

import { stringify } from 'yaml'

import { answerOf, askedOf, base64 } from './hand-made-call.ts'
import { vcrpyYaml, vcrpyJson, pydanticYaml, langchainYaml, rubyYaml, goYaml, goYamlLater } from './hand-made-vcr.ts'

/** A recording in the form of a tool that does not run on Node.js, or is in no registry. */
interface HandMade {
  /** Path of the file. */
  readonly file: string
  readonly format: string
  /** Prompt of its call; the answer is `<prompt> answers`. */
  readonly prompt: string
  readonly content: string | Uint8Array
}

/** Recordings of calls to one provider, each with the traps of its form. */
export function handMade(origin: string): readonly HandMade[] {
  const url = `${origin}/v1/chat/completions`
  return [
    make('vcrpy.yaml', 'vcrpy', (prompt) => vcrpyYaml(url, prompt)),
    make('vcrpy.json', 'vcrpy', (prompt) => vcrpyJson(url, prompt)),
    make('pydantic.yaml', 'vcrpy', (prompt) => pydanticYaml(url, prompt)),
    make('langchain.yaml.gz', 'vcrpy', (prompt) => langchainYaml(url, prompt)),
    make('vcr.yml', 'vcr', (prompt) => rubyYaml(url, prompt)),
    make('go-vcr-1.yaml', 'go-vcr', (prompt) => goYaml(url, prompt)),
    make('go-vcr-4.yaml', 'go-vcr', (prompt) => goYamlLater(url, prompt)),
    make('browser.har', 'har', (prompt) => browserHar(url, prompt)),
    make('polly.har', 'har', (prompt) => pollyHar(url, prompt)),
    make('cody.har.yaml', 'har', (prompt) => stringify(JSON.parse(pollyHar(url, prompt)))),
    make('nock.json', 'nock', (prompt) => nockJson(origin, prompt)),
    make('trace.httprr', 'httprr', (prompt) => httprrTrace(url, prompt)),
    make('datadog.json', 'datadog', (prompt) => datadogJson(url, prompt)),
    make('braintrust.json', 'braintrust', (prompt) => braintrustJson(url, prompt)),
    make('mastra.json', 'mastra', (prompt) => mastraJson(url, prompt)),
    make('msw/4957c6e2f826a5ff', 'msw-snapshot', (prompt) => mswJson(url, prompt)),
    make('talkback.json5', 'talkback', (prompt) => talkbackJson5(origin, prompt)),
  ]
}

function make(file: string, format: string, write: (prompt: string) => string | Uint8Array): HandMade {
  const prompt = `a prompt of ${file}`
  return { file, format, prompt, content: write(prompt) }
}

function harOf(entry: unknown, creator: string): string {
  return JSON.stringify({ log: { version: '1.2', creator: { name: creator, version: '1' }, entries: [entry] } })
}

function browserHar(url: string, prompt: string): string {
  return harOf(
    {
      startedDateTime: '2025-12-01T10:00:00.000Z',
      time: 812.5,
      request: {
        method: 'POST',
        url,
        httpVersion: 'http/2.0',
        headers: [
          { name: ':authority', value: 'api.openai.com' },
          { name: 'content-type', value: 'application/json' },
        ],
        postData: { mimeType: 'application/json', text: askedOf(prompt) },
      },
      response: {
        status: 200,
        statusText: '',
        headers: [{ name: 'content-type', value: 'application/json' }],
        content: {
          size: 10,
          mimeType: 'application/json',
          text: base64(Buffer.from(answerOf(prompt))),
          encoding: 'base64',
        },
      },
      timings: { send: 0.5, wait: 800, receive: 12 },
    },
    'WebInspector',
  )
}

function pollyHar(url: string, prompt: string): string {
  return harOf(
    {
      _order: 0,
      startedDateTime: '2025-12-01T10:00:00.000Z',
      time: 500,
      request: {
        method: 'POST',
        url,
        headers: [{ name: 'content-type', value: 'application/json' }],
        postData: { mimeType: 'application/json', params: [], text: askedOf(prompt) },
      },
      response: {
        status: 200,
        statusText: 'OK',
        headers: [
          { name: 'content-encoding', value: 'gzip' },
          { name: 'content-type', value: 'application/json' },
        ],
        content: {
          encoding: 'base64',
          mimeType: 'application/json',
          size: 10,
          text: JSON.stringify([base64(gzipSync(answerOf(prompt)))]),
        },
      },
      timings: { blocked: -1, connect: -1, dns: -1, receive: 0, send: 0, ssl: -1, wait: 500 },
    },
    'Polly.JS',
  )
}

// In two pieces of hex.
function nockJson(origin: string, prompt: string): string {
  const packed = gzipSync(answerOf(prompt)).toString('hex')
  return JSON.stringify([
    {
      scope: origin,
      method: 'POST',
      path: '/v1/chat/completions',
      body: JSON.parse(askedOf(prompt)),
      status: 200,
      response: [packed.slice(0, 40), packed.slice(40)],
      rawHeaders: ['Content-Type', 'application/json', 'Content-Encoding', 'gzip'],
      responseIsBinary: false,
    },
  ])
}

function httprrTrace(url: string, prompt: string): string {
  const { host, pathname } = new URL(url)
  const [asked, answered] = [askedOf(prompt), answerOf(prompt)]
  const chunks = [answered.slice(0, 30), answered.slice(30)]
  const request = `POST ${url.startsWith('http:') ? url : pathname} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(asked)}\r\n\r\n${asked}`
  const framed = chunks.map((chunk) => `${Buffer.byteLength(chunk).toString(16)}\r\n${chunk}\r\n`).join('')
  const response = `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n${framed}0\r\n\r\n`
  return `httprr trace v1\n${Buffer.byteLength(request)} ${Buffer.byteLength(response)}\n${request}${response}`
}

function datadogJson(url: string, prompt: string): string {
  return JSON.stringify({
    request: { method: 'POST', url, headers: { 'Content-Type': 'application/json' }, body: askedOf(prompt) },
    response: {
      status: { code: 200, message: 'OK' },
      headers: { 'content-type': 'application/json', 'Content-Encoding': 'br' },
      body: `base64:${base64(Buffer.from(answerOf(prompt)))}`,
    },
  })
}

function braintrustJson(url: string, prompt: string): string {
  return JSON.stringify({
    meta: { createdAt: '2026-07-20T15:25:21.882Z' },
    entries: [
      {
        callIndex: 0,
        id: '1',
        matchKey: 'POST chat',
        recordedAt: '2026-07-20T15:25:21.882Z',
        request: { body: { kind: 'json', value: JSON.parse(askedOf(prompt)) }, headers: {}, method: 'POST', url },
        response: {
          body: { kind: 'json', value: JSON.parse(answerOf(prompt)) },
          headers: { 'content-encoding': 'gzip', 'content-type': 'application/json' },
          status: 200,
          statusText: 'OK',
        },
      },
    ],
  })
}

function mastraJson(url: string, prompt: string): string {
  return JSON.stringify({
    meta: { name: 'a suite' },
    recordings: [
      {
        hash: 'f98adc5ac5da9e8a',
        request: { url, method: 'POST', body: JSON.parse(askedOf(prompt)), timestamp: 1_770_767_967_266 },
        response: {
          status: 200,
          statusText: 'OK',
          headers: { 'content-type': 'application/json' },
          body: JSON.parse(answerOf(prompt)),
          isStreaming: false,
        },
      },
    ],
  })
}

function mswJson(url: string, prompt: string): string {
  return JSON.stringify({
    request: {
      method: 'POST',
      url,
      body: askedOf(prompt),
      headers: [['content-type', 'application/json']],
      cookies: [],
    },
    response: {
      status: 200,
      statusText: 'OK',
      body: answerOf(prompt),
      headers: [
        ['content-encoding', 'gzip'],
        ['content-type', 'application/json'],
      ],
    },
  })
}

function talkbackJson5(origin: string, prompt: string): string {
  return `{
    meta: { createdAt: '2025-12-01T10:00:00.000Z', host: '${origin}', reqHumanReadable: true, resUncompressed: true, },
    req: {
        url: '/v1/chat/completions',
        method: 'POST',
        headers: { 'content-type': 'application/json', },
        body: ${askedOf(prompt)},
    },
    res: {
        status: 200,
        headers: { 'content-type': ['application/json'], 'content-encoding': ['gzip'], },
        body: '${base64(gzipSync(answerOf(prompt)))}',
    },
}
`
}
