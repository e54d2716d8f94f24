import type { CallDetail } from '../../data/test-detail.ts'
import type { CallWire, TestWire } from '../../data/test-wire.ts'

/** An exchange, and those whose bodies it repeats. */
export interface OpenedWire {
  readonly call: CallDetail
  readonly wire: CallWire
  readonly all: TestWire
}
