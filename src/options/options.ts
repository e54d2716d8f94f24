import type { OPTIONS } from './option-table.ts'

type Table = typeof OPTIONS
type GivenOptions = {
  readonly [Name in keyof Table]?: Table[Name]['value'] extends { readonly given?: infer Given }
    ? Given | undefined
    : never
}

/** What users set, in `rewind.config.*` or through `configure()`. */
export interface RewindOptions extends GivenOptions {}

/**
 * Plain values, with every default filled in and every unit converted: times are milliseconds, `timing` is a factor.
 */
export type ResolvedOptions = {
  readonly [Name in keyof Table]: ReturnType<Table[Name]['resolve']>
}
