/** Source of a pattern for what comes before a credential in a header. */
export const SCHEMES = 'Bearer|Basic|Token|ApiKey|Api-Key|Key|Digest|Negotiate|OAuth|DPoP|Bot'

const SCHEME = new RegExp(String.raw`^["']?(?:(?:${SCHEMES})\s+(?=\S))?`, 'i')

/** Gives the name of the scheme that a value begins with, and the white space behind it; also a quote before both. */
export function schemeOf(value: string): string {
  return SCHEME.exec(value)?.[0] ?? ''
}
