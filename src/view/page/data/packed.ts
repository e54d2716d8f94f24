import type { TestDetail } from '../../data/test-detail.ts'
import type { TestWire } from '../../data/test-wire.ts'
import { fetchServed } from './served.ts'

/** Tests that were opened last: a page may hold more than memory should. */
const KEPT = 20

/** Loads the calls of a test. Rejects where the page has none. */
export const loadDetail: (id: string) => Promise<TestDetail> = keepLast((id) => readJson(`detail-${id}`))

/** Loads the exact exchanges of a test. */
export const loadWire: (id: string) => Promise<TestWire> = keepLast((id) => readJson(`wire-${id}`))

/** Loads the bytes of a medium. */
export async function loadMedia(digest: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await (await readData(`media-${digest}`)).arrayBuffer())
}

/** Loads the calls of a test for one look: a search goes through all of them. */
export function peekDetail(id: string): Promise<TestDetail> {
  return readJson(`detail-${id}`)
}

async function readJson<Value>(name: string): Promise<Value> {
  const packed = await readData(name)
  const stream = packed.stream().pipeThrough(new DecompressionStream('gzip'))
  const value: Value = await new Response(stream).json()
  return value
}

async function readData(name: string): Promise<Blob> {
  await whenParsed()
  const element = document.getElementById(name)
  if (element !== null) return new Blob([decodeBase64(element.textContent ?? '')])
  if (isServed()) return fetchServed(name)
  throw new Error('this page does not hold it')
}

function isServed(): boolean {
  return document.getElementById('index')?.dataset['place'] === 'server'
}

// The list is shown while the rest of the page still arrives.
function whenParsed(): Promise<void> {
  if (document.readyState !== 'loading') return Promise.resolve()
  return new Promise((resolve) => {
    document.addEventListener('DOMContentLoaded', () => resolve(), { once: true })
  })
}

/** Decodes base64. */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text)
  const bytes = new Uint8Array(binary.length)
  for (let index = 0; index < binary.length; index += 1) bytes[index] = binary.charCodeAt(index)
  return bytes
}

function keepLast<Value>(load: (id: string) => Promise<Value>): (id: string) => Promise<Value> {
  const kept = new Map<string, Promise<Value>>()
  return (id) => {
    const known = kept.get(id) ?? load(id)
    kept.delete(id)
    kept.set(id, known)
    // The next time may go well.
    known.catch(() => kept.delete(id))
    const [oldest] = kept.keys()
    if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest)
    return known
  }
}
