// A pattern for a whole string overflows the stack of the engine on millions of escapes.
// oxlint-disable-next-line no-control-regex -- they are what a JSON string must not have
const PART = /[^"\\\u0000-\u001f]*(?:\\.[^"\\\u0000-\u001f]*){0,4096}/y
const QUOTE = 0x22

/**
 * Finds the end of a JSON string.
 *
 * @param start - offset of its first quote
 * @param part - matches up to some thousands of its characters and escapes; the usual one takes any escape
 * @returns offset after its last quote; undefined where it does not end, or is none
 */
export function endOfJsonString(text: string, start: number, part: RegExp = PART): number | undefined {
  if (text.charCodeAt(start) !== QUOTE) return undefined
  let at = start + 1
  for (;;) {
    part.lastIndex = at
    part.test(text)
    const end = part.lastIndex
    if (text.charCodeAt(end) === QUOTE) return end + 1
    if (end === at) return undefined
    at = end
  }
}
