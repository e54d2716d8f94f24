import { OPTIONS } from './option-table.ts'
import type { Option } from './option.ts'

// Read one by one, whatever their types.
const TABLE: Readonly<Record<string, Option<unknown, unknown>>> = OPTIONS

/** The names of all options. */
export const OPTION_NAMES: readonly string[] = Object.keys(TABLE)

/**
 * Finds an option.
 *
 * @returns its entry, undefined for an unknown name
 */
export function findOption(name: string): Option<unknown, unknown> | undefined {
  return Object.hasOwn(TABLE, name) ? TABLE[name] : undefined
}
