import type { ReplaceRule } from '../text/patterns/replace-rule.ts'

/**
 * Rules for the option `normalize`: what often differs from run to run in prompts, though nothing was changed.
 *
 * @example
 *   defineConfig({ normalize: [normalize.isoTime, normalize.uuid] })
 */
export const normalize = {
  /**
   * A date with a time, as `toISOString()` and RFC 3339 write it: `2026-11-28T17:31:00.123Z`, `2026-11-28 17:31`; also
   * as names of files and AWS spell it: `2026-11-28T17-31-00-123Z`, `20261128T173100Z`.
   */
  isoTime: {
    pattern:
      /(?<![\dA-Za-z])(?:\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?: ?(?:[Zz]|UTC|GMT)|[+-]\d\d:?\d\d)?|\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d(?:[.-]\d{3})?Z?|\d{8}T\d{6}Z)(?![\dA-Za-z])/g,
    as: '<time>',
  },
  /**
   * A date with a time, as `Date` prints it: `Sat Nov 28 2026 17:31:00 GMT+0100 (…)`, `Sat, 28 Nov 2026 17:31:00 GMT`,
   * `11/28/2026, 5:31:00 PM`, `28.11.2026, 17:31:00`, `November 28, 2026 at 5:31 PM`.
   */
  localTime: {
    pattern:
      /(?<![\w/.-])(?:(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? )?(?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d{1,2},? \d{4}|\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* \d{4})|\d{1,2}([/.])\d{1,2}\1\d{4}),?(?: at)? \d{1,2}:\d\d(?::\d\d)?(?:\s?[AP]M)?(?: (?:GMT|UTC)(?:[+-]\d{1,2}:?\d{0,2})?)?(?: \([A-Z][A-Za-z ]*\))?(?![\w-])/g,
    as: '<time>',
  },
  /**
   * A date: `2026-11-28`, `2026/11/28`, `11/28/2026`, `28.11.2026`, `November 28, 2026`, `Sat Nov 28 2026`, `28 November
   * 2026`, `Nov 28th, 2026`.
   */
  date: {
    pattern:
      /(?<![\w/.-])(?:\d{4}-\d\d-\d\d(?!T\d)|\d{4}\/\d{1,2}\/\d{1,2}|\d{1,2}([/.])\d{1,2}\1\d{4}|(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? )?(?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}|\d{1,2}(?:\.|st|nd|rd|th)? (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?,? \d{4}))(?![\w/-])/g,
    as: '<date>',
  },
  /** A UUID of any version, with hyphens. */
  uuid: {
    pattern: /(?<![\da-f])[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}(?![\da-f-])/gi,
    as: '<uuid>',
  },
  /** A time of this century in milliseconds, as `Date.now()` returns it: 13 digits. */
  epochMillis: { pattern: /(?<![\dA-Za-z.])[1-3]\d{12}(?![\dA-Za-z])/g, as: '<epoch-ms>' },
  /** The port of a server on this machine: `localhost:54321`, `127.0.0.1:8080`, `[::1]:3000`. */
  port: {
    pattern: /(?<=(?:\blocalhost|\b127(?:\.\d{1,3}){3}|\b0\.0\.0\.0|\[::1?\])):\d{1,5}(?!\d)/gi,
    as: ':<port>',
  },
  /** A folder made for one run: `/tmp/app-x7Yk2`, `/var/folders/…/T/app-x7Yk2`, `C:\Users\…\Temp\app-x7Yk2`. */
  tempPath: {
    pattern:
      /(?:(?:(?:\/private)?(?:\/var\/folders\/[^\s/"'`]+\/[^\s/"'`]+\/T|\/var\/tmp)|(?<![\w.-])(?:\/private)?\/tmp)\/|[A-Z]:(?:\\(?:[^\s\\"'`]+\\)*Te?mp\\|\/(?:[^\s/"'`]+\/)*Te?mp\/))[^\s/\\"'`:;,)\]}]+/gi,
    as: '<temp>',
  },
  /**
   * An id that a program made: a prefix and 12 or more letters and digits (`call_9fKx…`, `msg_01Xy…`), 16 or more hex
   * digits, or a ULID. Not a nanoid: names of models look the same.
   */
  randomId: {
    pattern:
      /(?<![\w-])(?:[A-Za-z]{2,12}[_-](?=[A-Za-z]*\d)(?=\d*[A-Za-z])[\dA-Za-z]{12,}|(?=[a-f]*\d)(?=\d*[a-f])[\da-f]{16,}|[0-7][\dA-HJKMNP-TV-Z]{25})(?![\w-])/g,
    as: '<id>',
  },
} as const satisfies Readonly<Record<string, ReplaceRule>>
