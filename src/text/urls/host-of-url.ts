/** Gives the host that a URL leads to, as sockets take it: an IPv6 address without its brackets. */
export function hostOfUrl({ hostname }: Pick<URL, 'hostname'>): string {
  return withoutBrackets(hostname)
}

/** Takes the brackets of an IPv6 address off a host. */
export function withoutBrackets(host: string): string {
  return host.replaceAll(/^\[|\]$/g, '')
}
