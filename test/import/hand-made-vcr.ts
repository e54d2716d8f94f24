import { gzipSync } from 'node:zlib'

import { stringify } from 'yaml'

import { answerOf, askedOf, base64 } from './hand-made-call.ts'

const REDACTED = 'Bearer REDACTED'

// Bytes, though the header speaks of both.
export function vcrpyYaml(url: string, prompt: string): string {
  return `interactions:
- request:
    body: '${askedOf(prompt)}'
    headers: &headers
      authorization: ['${REDACTED}']
      content-type: [application/json]
    method: POST
    uri: ${url}
  response:
    body:
      string: !!binary |
        ${base64(gzipSync(answerOf(prompt)))}
    headers:
      Content-Encoding: [gzip]
      Content-Type: [application/json]
      Date: ['Mon, 01 Dec 2025 10:00:00 GMT']
    status: {code: 200, message: OK}
- request: {body: !!python/unicode '', headers: *headers, method: GET, uri: 'https://example.com/other'}
  response: {body: {string: ok}, headers: {}, status: {code: 200, message: OK}}
version: 1
`
}

// A text, though the header says that it is compressed.
export function vcrpyJson(url: string, prompt: string): string {
  return JSON.stringify({
    version: 1,
    interactions: [
      {
        request: { body: askedOf(prompt), headers: { Accept: ['*/*'] }, method: 'POST', uri: url },
        response: {
          status: { code: 200, message: 'OK' },
          headers: { 'content-encoding': ['gzip'], 'content-type': ['application/json'] },
          body: { string: answerOf(prompt) },
        },
      },
    ],
  })
}

/** A cassette as Pydantic AI writes it: with parsed bodies. */
export function pydanticYaml(url: string, prompt: string): string {
  return stringify({
    interactions: [
      {
        request: { headers: { accept: ['*/*'] }, method: 'POST', parsed_body: JSON.parse(askedOf(prompt)), uri: url },
        response: {
          headers: { 'content-type': ['application/json'] },
          parsed_body: JSON.parse(answerOf(prompt)),
          status: { code: 200, message: 'OK' },
        },
      },
    ],
    version: 1,
  })
}

/** A cassette as LangChain writes it, packed by gzip: requests and responses in two lists. */
export function langchainYaml(url: string, prompt: string): Uint8Array {
  const text = stringify({
    requests: [{ body: askedOf(prompt), headers: { '**REDACTED**': ['**REDACTED**'] }, method: 'POST', uri: url }],
    responses: [
      {
        status_code: 200,
        http_version: 'HTTP/1.1',
        headers: [['content-type', 'application/json']],
        content: answerOf(prompt),
      },
    ],
  })
  return gzipSync(text)
}

/** A cassette of VCR for Ruby. */
export function rubyYaml(url: string, prompt: string): string {
  return `---
http_interactions:
- request:
    method: post
    uri: ${url}
    body:
      encoding: UTF-8
      string: '${askedOf(prompt)}'
    headers:
      Authorization:
      - Bearer <OPENAI_API_KEY>
      Content-Type:
      - application/json
  response:
    status:
      code: 200
      message: OK
    headers:
      Content-Type:
      - application/json
      Content-Encoding:
      - gzip
    body:
      encoding: ASCII-8BIT
      string: !binary |-
        ${base64(Buffer.from(answerOf(prompt)))}
  recorded_at: Wed, 29 Nov 2023 10:11:12 GMT
recorded_with: VCR 6.2.0
`
}

/** A cassette of go-vcr, versions 1 and 2. */
export function goYaml(url: string, prompt: string): string {
  return stringify({
    version: 1,
    interactions: [
      {
        request: { body: askedOf(prompt), form: {}, headers: {}, url, method: 'POST' },
        response: { body: answerOf(prompt), headers: {}, status: '200 OK', code: 200, duration: '' },
      },
    ],
  })
}

/** A cassette of go-vcr, versions 3 and 4. */
export function goYamlLater(url: string, prompt: string): string {
  return stringify({
    version: 2,
    interactions: [
      {
        id: 0,
        request: {
          proto: 'HTTP/1.1',
          content_length: 10,
          transfer_encoding: [],
          host: 'api.openai.com',
          body: askedOf(prompt),
          form: {},
          headers: { 'Content-Type': ['application/json'] },
          url,
          method: 'POST',
        },
        response: {
          proto: 'HTTP/2.0',
          uncompressed: true,
          body: answerOf(prompt),
          headers: { 'Content-Type': ['application/json'] },
          status: '200 OK',
          code: 200,
          duration: '1.25s',
        },
      },
    ],
  })
}
