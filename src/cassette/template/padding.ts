const PADDED = /^(.*[^ ])( +)\}$/s

/** Takes out the blanks before the last brace of an event, by which some providers hide how long it is. */
export function takePadding(event: string): { readonly event: string; readonly size: number } {
  const [, before, blanks = ''] = event.endsWith(' }') ? (PADDED.exec(event) ?? []) : []
  return before === undefined ? { event, size: 0 } : { event: `${before}}`, size: blanks.length }
}

/** Puts blanks back before the last brace of an event. */
export function pad(event: string, size: number): string {
  return size === 0 ? event : `${event.slice(0, -1)}${' '.repeat(size)}}`
}
