import type { RecordedRequest } from '../cassette/call.ts'
import { unpack } from '../process/decompress.ts'
import { decodeComponent } from '../text/decode/decode-component.ts'
import { decodeUtf8 } from '../text/decode/decode-utf8.ts'
import { parameterOf, splitMultipart, type MultipartPart } from '../text/decode/split-multipart.ts'
import { mapTexts, parseCanonicalJson } from './canonical-json.ts'
import { canonicalPairs, type CanonicalPair } from './canonical-url.ts'
import { keepField } from './ignored-fields.ts'
import type { JsonNode } from './json-node.ts'
import { removePath } from './json-path.ts'
import type { CompiledRules } from './key-rules.ts'

/** A body as it is compared: what makes no difference is gone. */
export type CanonicalBody =
  | { readonly kind: 'empty' }
  | { readonly kind: 'json'; readonly node: JsonNode }
  | { readonly kind: 'form'; readonly pairs: readonly CanonicalPair[] }
  | { readonly kind: 'multipart'; readonly parts: readonly CanonicalPart[] }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }

/** One part of a multipart body. */
export interface CanonicalPart {
  /** Of a form field; empty for a part that has none. */
  readonly name: string
  readonly fileName: string | undefined
  /** Content type, without the boundary of a multipart inside. */
  readonly type: string | undefined
  readonly content: CanonicalBody
}

const FORM = 'application/x-www-form-urlencoded'
const BYTE_ORDER_MARK = '\uFEFF'

/**
 * Brings a body into the form that it is compared in.
 *
 * @param rules - paths to leave out of JSON, forms and multipart fields; texts are normalized, binary is left alone
 * @returns the body; JSON that is invalid is compared as text, a broken multipart body as bytes
 */
export function canonicalBody({ body, headers }: RecordedRequest, rules: CompiledRules): CanonicalBody {
  const contentType = [headers['content-type'] ?? ''].flat()[0] ?? ''
  return canonicalContent(body, contentType, rules)
}

function canonicalContent(body: Uint8Array, contentType: string, rules: CompiledRules): CanonicalBody {
  if (body.length === 0) return { kind: 'empty' }
  const [essence = ''] = contentType.split(';', 1)
  const type = essence.trim().toLowerCase()
  if (type.startsWith('multipart/')) {
    const parts = splitMultipart(body, contentType)
    if (parts !== undefined) return canonicalMultipart(body, parts, rules)
  }
  const text = decodeUtf8(body)
  if (text === undefined) {
    const unpacked = unpack(body)?.bytes
    return unpacked === undefined ? { kind: 'bytes', bytes: body } : canonicalContent(unpacked, contentType, rules)
  }
  const node = parseBody(text, type)
  if (node !== undefined) return { kind: 'json', node: applyRules(node, rules) }
  if (type === FORM) return { kind: 'form', pairs: canonicalForm(text, rules) }
  return { kind: 'text', text: rules.normalize?.(text) ?? text }
}

// Clients send JSON under any type: `fetch` says text/plain, curl says form. A lone number or word is JSON only where
// the type says so, or nothing does.
function parseBody(text: string, type: string): JsonNode | undefined {
  const json = text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text
  const isSaid = type === '' || type === 'application/json' || type === 'text/json' || type.endsWith('+json')
  return isSaid || /^\s*[[{]/.test(json) ? parseCanonicalJson(json) : undefined
}

function applyRules(node: JsonNode, rules: CompiledRules): JsonNode {
  let kept = node
  for (const { path, steps } of rules.paths) {
    const left = removePath(kept, steps)
    if (left !== kept) rules.noteUsed(`ignore ${path}`)
    kept = left
  }
  return rules.normalize === undefined ? kept : mapTexts(kept, rules.normalize)
}

function canonicalForm(text: string, rules: CompiledRules): readonly CanonicalPair[] {
  const pairs = canonicalPairs(text, rules.normalize)
  if (rules.paths.length === 0) return pairs
  return pairs.flatMap(([name, value]) => {
    const kept = keepField(decodeComponent(name), decodeComponent(value), rules)
    if (kept === undefined) return []
    return [[name, kept === decodeComponent(value) ? value : encodeURIComponent(kept)] as const]
  })
}

function canonicalMultipart(body: Uint8Array, parts: readonly MultipartPart[], rules: CompiledRules): CanonicalBody {
  return {
    kind: 'multipart',
    parts: parts.flatMap((part, index) => canonicalPart(body.subarray(part.start, part.end), { part, index }, rules)),
  }
}

function canonicalPart(
  bytes: Uint8Array,
  { part, index }: { readonly part: MultipartPart; readonly index: number },
  rules: CompiledRules,
): readonly CanonicalPart[] {
  const disposition = part.headers.get('content-disposition') ?? ''
  const type = part.headers.get('content-type')
  const name = parameterOf(disposition, 'name')
  const about = {
    name: name ?? '',
    fileName: fileNameOf(disposition, rules),
    type: type?.replace(/;\s*boundary\s*=\s*(?:"[^"]*"|[^\s;]*)/i, ''),
  }
  const text = rules.paths.length === 0 ? '' : (decodeUtf8(bytes) ?? '')
  const kept = keepField(name ?? index, text, rules)
  if (kept === undefined) return []
  const content = kept === text ? bytes : Buffer.from(kept)
  // A field has no type, and a number in it is text.
  return [{ ...about, content: canonicalContent(content, type ?? 'text/plain', withoutPaths(rules, name)) }]
}

function fileNameOf(disposition: string, { normalize }: CompiledRules): string | undefined {
  const name = parameterOf(disposition, 'filename*') ?? parameterOf(disposition, 'filename')
  return name === undefined ? undefined : (normalize?.(name) ?? name)
}

// The paths of a form begin at its fields; those of a part that is no field may begin at its own content.
function withoutPaths(rules: CompiledRules, name: string | undefined): CompiledRules {
  return name === undefined || rules.paths.length === 0 ? rules : { ...rules, paths: [] }
}
