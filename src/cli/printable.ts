import { escapeDirections, spellDirections } from '../text/spell-directions.ts'

// oxlint-disable-next-line no-control-regex -- a colour, as this command paints it, begins with one
const CONTROLS = /(?!\n|\t|\u001B\[[\d;]*m)\p{Cc}/gu

/** Makes a text safe to print: names of files and recorded words cannot move the cursor, or turn the line around. */
export function printable(text: string): string {
  return spellDirections(text.replaceAll(CONTROLS, ''))
}

/** Makes a document of JSON safe to print; what it says stays the same. */
export function printableJson(json: string): string {
  return escapeDirections(json).replaceAll(
    /[\u007F-\u009F]/gu,
    (character) => `\\u00${character.charCodeAt(0).toString(16)}`,
  )
}
