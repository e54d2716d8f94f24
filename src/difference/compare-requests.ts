import type { CanonicalBody, CanonicalPart } from '../key/canonical-body.ts'
import { serializeJson } from '../key/canonical-json.ts'
import type { CanonicalRequest } from '../key/canonical-request.ts'
import type { CanonicalPair } from '../key/canonical-url.ts'
import { sha256 } from '../process/sha256.ts'
import { decodeComponent } from '../text/decode/decode-component.ts'
import { compareJson } from './compare-json.ts'
import { createComparison } from './comparison.ts'
import type { Comparison } from './comparison.ts'

/** A request to another address is nearer than one to the same only if nothing else was recorded. */
const ANOTHER_ADDRESS = 1_000_000

/**
 * Lists where two requests differ.
 *
 * @param recorded - the request on the cassette
 * @returns the differences: address, query, headers, then the body
 */
export function compareRequests(recorded: CanonicalRequest, received: CanonicalRequest): Comparison {
  const comparison = createComparison()
  const pairs = [
    { path: 'method', before: recorded.method, after: received.method },
    { path: 'url', before: recorded.url.origin + recorded.url.path, after: received.url.origin + received.url.path },
  ]
  for (const { path, before, after } of pairs) {
    if (before !== after) comparison.add({ path, recorded: before, received: after }, ANOTHER_ADDRESS)
  }
  compareFields(fieldsOfPairs(recorded.url.query, 'query.'), fieldsOfPairs(received.url.query, 'query.'), comparison)
  compareFields(fieldsOfHeaders(recorded), fieldsOfHeaders(received), comparison)
  compareBodies(recorded.body, received.body, comparison)
  return comparison
}

type Fields = ReadonlyMap<string, readonly string[]>

function fieldsOfPairs(pairs: readonly CanonicalPair[], prefix: string): Fields {
  const grouped = Map.groupBy(pairs, ([name]) => prefix + decodeComponent(name))
  return new Map([...grouped].map(([path, values]) => [path, values.map(([, value]) => decodeComponent(value))]))
}

function fieldsOfHeaders({ headers }: CanonicalRequest): Fields {
  return new Map(headers.map(([name, value]) => [`header ${name}`, [value]]))
}

function compareFields(recorded: Fields, received: Fields, comparison: Comparison): void {
  for (const path of new Set([...recorded.keys(), ...received.keys()])) {
    const before = recorded.get(path) ?? []
    const after = received.get(path) ?? []
    for (let index = 0; index < Math.max(before.length, after.length); index += 1) {
      if (before[index] !== after[index]) comparison.add({ path, recorded: before[index], received: after[index] })
    }
  }
}

function compareBodies(recorded: CanonicalBody, received: CanonicalBody, comparison: Comparison): void {
  if (recorded.kind === 'json' && received.kind === 'json') {
    comparison.include(compareJson(recorded.node, received.node))
    return
  }
  if (recorded.kind === 'form' && received.kind === 'form') {
    compareFields(fieldsOfPairs(recorded.pairs, 'part '), fieldsOfPairs(received.pairs, 'part '), comparison)
    return
  }
  if (recorded.kind === 'multipart' && received.kind === 'multipart') {
    compareFields(fieldsOfParts(recorded.parts), fieldsOfParts(received.parts), comparison)
    return
  }
  const before = textOfBody(recorded)
  const after = textOfBody(received)
  if (before !== after) comparison.add({ path: 'body', recorded: before, received: after })
}

function fieldsOfParts(parts: readonly CanonicalPart[]): Fields {
  const grouped = Map.groupBy(parts, ({ name }) => `part ${name}`)
  return new Map([...grouped].map(([path, values]) => [path, values.map(textOfPart)]))
}

function textOfPart({ fileName, type, content }: CanonicalPart): string {
  const about = [fileName, type].filter((text) => text !== undefined)
  return about.length === 0 ? (textOfBody(content) ?? '') : `${about.join(', ')}: ${textOfBody(content) ?? ''}`
}

function textOfBody(body: CanonicalBody): string | undefined {
  switch (body.kind) {
    case 'empty':
      return undefined
    case 'json':
      return serializeJson(body.node)
    case 'form':
      return body.pairs.map((pair) => pair.map(decodeComponent).join('=')).join('\n')
    case 'multipart':
      return body.parts.map((part) => `${part.name}: ${textOfPart(part)}`).join('\n')
    case 'text':
      return body.text
    case 'bytes':
      return `${body.bytes.length} bytes, sha256 ${sha256(body.bytes)}`
    default:
      return body satisfies never
  }
}
