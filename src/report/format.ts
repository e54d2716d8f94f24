import { spellDirections } from '../text/spell-directions.ts'

/**
 * Formats a number of tokens or calls.
 *
 * @returns it with thousands separators: `48,210`
 */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US', { maximumFractionDigits: 0 })
}

/**
 * Formats a number of things.
 *
 * @param thing - singular noun; the plural adds `s`
 */
export function formatThings(count: number, thing: string): string {
  return `${formatCount(count)} ${thing}${count === 1 ? '' : 's'}`
}

/**
 * Formats an amount of money.
 *
 * @returns four decimals, two from $100 on; an amount too small for them is `<$0.0001`, so that it is not taken for
 *   nothing
 */
export function formatDollars(usd: number): string {
  if (usd > 0 && usd < 0.000_05) return '<$0.0001'
  const decimals = usd >= 99.999_95 ? 2 : 4
  return `$${usd.toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals })}`
}

/** Formats an amount that is only known about: `about $0.0123`, `less than $0.0001`. */
export function formatAbout(usd: number): string {
  const amount = formatDollars(usd)
  return amount.startsWith('<') ? `less than ${amount.slice(1)}` : `about ${amount}`
}

/**
 * Formats what calls cost, of which some may have no known price: these may cost more than all others.
 *
 * @param usd - of those with a price; null where none has one
 * @param unpriced - how many have none
 */
export function formatCost(usd: number | null, unpriced: number): string {
  if (usd === null) return 'price unknown'
  return unpriced === 0 ? formatDollars(usd) : `${formatDollars(usd)} + unknown`
}

/**
 * Formats a duration.
 *
 * @returns `840ms`, `4.2s`, `48s`, `3m 12s`, `1h 4m`
 */
export function formatDuration(ms: number): string {
  if (Math.round(ms) < 1000) return `${Math.round(ms)}ms`
  if (ms < 9950) return `${(ms / 1000).toFixed(1)}s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 60) return `${seconds}s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ${seconds % 60}s`
  const minutes = Math.round(seconds / 60)
  return `${formatCount(Math.floor(minutes / 60))}h ${minutes % 60}m`
}

/**
 * Formats a size.
 *
 * @returns `840 B`, `4.2 kB`, `48 kB`, `1.3 MB`
 */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  const [unit, size] = bytes < 999_950 ? ['kB', bytes / 1000] : ['MB', bytes / 1_000_000]
  return `${size < 9.95 ? size.toFixed(1) : formatCount(size)} ${unit}`
}

/**
 * Removes control characters, and spells those that turn the direction of a text, so that a name from the network
 * cannot affect the terminal.
 */
export function withoutControls(text: string): string {
  return spellDirections(text.replaceAll(/\p{Cc}/gu, ''))
}

/** Puts facts on one line, without those that are missing: `3 calls · $0.0021`. */
export function joinFacts(facts: readonly (string | undefined)[]): string {
  return facts.filter((fact) => fact !== undefined && fact !== '').join(' · ')
}
