/**
 * Cuts one top-level entry out of a document of the writer's layout.
 *
 * @returns its text, its own line included; undefined where it is not there, or twice
 */
export function sectionOf(document: string, name: string): string | undefined {
  const mark = `\n${name}:`
  const start = document.startsWith(mark.slice(1)) ? 0 : document.indexOf(mark) + 1
  if ((start === 0 && !document.startsWith(mark.slice(1))) || document.includes(mark, start)) return undefined
  for (let end = document.indexOf('\n', start); end !== -1; end = document.indexOf('\n', end + 1)) {
    if (isKeyStart(document.charCodeAt(end + 1))) return document.slice(start, end + 1)
  }
  return document.slice(start)
}

// A letter or a quote that begins a line.
function isKeyStart(code: number): boolean {
  return code === 0x22 || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a)
}
