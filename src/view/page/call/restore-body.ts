import type { TestWire, WireBody } from '../../data/test-wire.ts'
import { decodeBase64 } from '../data/packed.ts'

/** Restores a body, also where it is written as what it adds to another. */
export function restoreBody(body: WireBody, all: TestWire): Uint8Array<ArrayBuffer> {
  switch (body.kind) {
    case 'text':
      return new TextEncoder().encode(body.text)
    case 'base64':
      return decodeBase64(body.base64)
    case 'like':
      return new TextEncoder().encode(restoreText(body, all))
    default:
      return body satisfies never
  }
}

// Only earlier bodies are repeated: it ends.
function restoreText(body: WireBody, all: TestWire): string {
  if (body.kind !== 'like') return body.kind === 'text' ? body.text : ''
  const other = all.calls[body.call]
  const text = other === undefined ? '' : restoreText(other.requestBody, all)
  return text.slice(0, body.head) + body.middle + text.slice(text.length - body.tail)
}

/** Decodes UTF-8; undefined for anything else. */
export function textOfBytes(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    // Asked for here is whether they are text.
    return undefined
  }
}
