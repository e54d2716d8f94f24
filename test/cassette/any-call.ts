import { array, constantFrom, oneof, string } from 'fast-check'

/** How many random calls a property is tried with. */
export const RUNS = 300

/** Lines as models write them, and characters that formats stumble over. */
export const trickyText = array(
  oneof(
    constantFrom(
      '\n',
      '\n\n',
      ' ',
      '  ',
      '\t',
      '\r\n',
      '\r',
      '---',
      '- ',
      ': ',
      ' #',
      '"',
      '\\',
      '\u0085',
      '\u2028',
      '\ufeff',
      '\u007f',
      '\u0000',
      'é',
      '😀',
      'data: {"a":1}',
      'key: value',
      '<<<<<<< x',
      '=======',
      '|',
      '>-',
      '[1]',
      '{}',
    ),
    string({ unit: 'binary', maxLength: 4 }),
    string({ maxLength: 80 }),
  ),
  { maxLength: 8 },
).map((parts) => parts.join(''))
