import type { RecordedRequest } from '../cassette/call.ts'
import { decodeUtf8 } from '../text/decode-utf8.ts'
import { mapStrings, parseCanonicalJson } from './canonical-json.ts'
import { canonicalPairs } from './canonical-url.ts'
import type { CanonicalPair } from './canonical-url.ts'
import type { JsonNode } from './json-node.ts'
import { parseJsonPath, removePath } from './json-path.ts'
import type { KeyRules, Normalize } from './key-rules.ts'
import { parseMultipart } from './parse-multipart.ts'

/** Bytes that are compared as they are. */
export type CanonicalContent =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }

/** One part of a multipart body. */
export interface CanonicalPart {
  readonly name: string
  readonly fileName: string | undefined
  readonly type: string | undefined
  readonly content: CanonicalContent
}

/** A body as it is compared: what makes no difference is gone. */
export type CanonicalBody =
  | { readonly kind: 'empty' }
  | { readonly kind: 'json'; readonly node: JsonNode }
  | { readonly kind: 'form'; readonly pairs: readonly CanonicalPair[] }
  | { readonly kind: 'multipart'; readonly parts: readonly CanonicalPart[] }
  | CanonicalContent

/**
 * Brings a body into the form that it is compared in.
 *
 * @param rules - paths to leave out of JSON
 * @param normalize - changes text values; binary is left alone
 * @returns the body; JSON that is invalid is compared as text, a broken multipart body as bytes
 */
export function canonicalBody(
  request: RecordedRequest,
  rules: KeyRules,
  normalize: Normalize | undefined,
): CanonicalBody {
  const { body } = request
  if (body.length === 0) return { kind: 'empty' }
  const contentType = contentTypeOf(request)
  const [essence = ''] = contentType.split(';')
  const type = essence.trim().toLowerCase()
  if (type === 'multipart/form-data') return canonicalMultipart(body, contentType, normalize)
  const text = decodeUtf8(body)
  if (text === undefined) return { kind: 'bytes', bytes: body }
  if (type === 'application/x-www-form-urlencoded') return { kind: 'form', pairs: canonicalPairs(text, normalize) }
  const node = type === '' || isJsonType(type) ? parseCanonicalJson(text) : undefined
  if (node === undefined) return { kind: 'text', text: normalize?.(text) ?? text }
  return { kind: 'json', node: applyRules(node, rules.ignore.body, normalize) }
}

function contentTypeOf({ headers }: RecordedRequest): string {
  const value = headers['content-type'] ?? ''
  return typeof value === 'string' ? value : (value[0] ?? '')
}

function isJsonType(type: string): boolean {
  return type === 'application/json' || type === 'text/json' || type.endsWith('+json')
}

function applyRules(node: JsonNode, paths: readonly string[], normalize: Normalize | undefined): JsonNode {
  const kept = paths.reduce((result, path) => removePath(result, parseJsonPath(path)), node)
  return normalize === undefined ? kept : mapStrings(kept, normalize)
}

function canonicalMultipart(body: Uint8Array, contentType: string, normalize: Normalize | undefined): CanonicalBody {
  const parts = parseMultipart(body, contentType)
  if (parts === undefined) return canonicalContent(body, normalize)
  return {
    kind: 'multipart',
    parts: parts.map(({ name, fileName, type, bytes }) => ({
      name,
      fileName,
      type,
      content: canonicalContent(bytes, normalize),
    })),
  }
}

function canonicalContent(bytes: Uint8Array, normalize: Normalize | undefined): CanonicalContent {
  const text = decodeUtf8(bytes)
  return text === undefined ? { kind: 'bytes', bytes } : { kind: 'text', text: normalize?.(text) ?? text }
}
