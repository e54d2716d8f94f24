/**
 * Makes the name that stands for a test on a command line where its own cannot be quoted.
 *
 * @param name - its full name, joined by ` > `
 * @param hash - SHA-256 in hex
 * @returns such as `~1f8a90bc`
 */
export function testHash(name: string, hash: (text: string) => string): string {
  return `~${hash(name).slice(0, 8)}`
}

/** Says whether a name on a command line is such a hash. */
export function isTestHash(name: string): boolean {
  return /^~[0-9a-f]{8}$/.test(name)
}
