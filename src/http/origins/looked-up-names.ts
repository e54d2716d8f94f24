import type { PerformanceEntry, PerformanceObserver } from 'node:perf_hooks'

import { isRecord } from '../../text/unknown/is-record.ts'
import { isBuiltinLoaded } from '../internals.ts'

const MOST_ADDRESSES = 1000

let observer: PerformanceObserver | undefined
const namesByAddress = new Map<string, Set<string>>()

/**
 * Begins to note which names are looked up, once `node:http2` is loaded: a client of gRPC looks its host up by itself,
 * and connects to an address. Without such a client it would cost every test file a sixth of a millisecond for nothing.
 */
export function watchLookups(): void {
  if (observer !== undefined || !isBuiltinLoaded('http2')) return
  const { PerformanceObserver: Observer } = process.getBuiltinModule('node:perf_hooks')
  observer = new Observer((list) => note(list.getEntries()))
  observer.observe({ entryTypes: ['dns'] })
}

/** Lists the names that were looked up and led to an address. */
export function namesOfAddress(address: string): readonly string[] {
  // The observer is called later than the code that asked.
  note(observer?.takeRecords() ?? [])
  return [...(namesByAddress.get(address) ?? [])]
}

// `{ hostname, addresses: [{ address }] }` of a look-up, `{ host, result: [address] }` of a query.
function note(entries: readonly PerformanceEntry[]): void {
  for (const entry of entries) {
    const detail: unknown = Reflect.get(entry, 'detail')
    if (!isRecord(detail)) continue
    const name = detail['hostname'] ?? detail['host']
    const found = [detail['addresses'] ?? detail['result'] ?? []].flat()
    if (typeof name !== 'string') continue
    for (const item of found) {
      const address = isRecord(item) ? item['address'] : item
      if (typeof address === 'string') add(address, name)
    }
  }
}

function add(address: string, name: string): void {
  const names = namesByAddress.get(address)
  if (names !== undefined) return void names.add(name)
  if (namesByAddress.size >= MOST_ADDRESSES) namesByAddress.clear()
  namesByAddress.set(address, new Set([name]))
}
