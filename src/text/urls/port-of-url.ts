const DEFAULT_PORTS = new Map([
  ['http:', 80],
  ['ws:', 80],
  ['https:', 443],
  ['wss:', 443],
])

/**
 * Finds the port that a URL leads to.
 *
 * @returns the port, also where it is the default one of the scheme; undefined for a scheme that has none
 */
export function portOfUrl({ port, protocol }: URL): number | undefined {
  return port === '' ? DEFAULT_PORTS.get(protocol) : Number(port)
}
