/** As clouds spell a region: `us-east-1`, `us-central1`, `eu`; never a service, as in `s3`. */
const REGION = String.raw`[a-z]{2,}(?:-[a-z]+)*-?\d*`
const SUBDOMAINS = String.raw`(?:[a-z0-9_-]+\.)+`

/**
 * Says whether a host is spelled with what {@link compileHost} reads.
 *
 * @param host - a host of the catalogue or of the option `hosts`
 */
export function isHostPattern(host: string): boolean {
  return /[*{]/u.test(host)
}

/**
 * Compiles a host that is a family of hosts: `*.` at its start is any subdomain, `{region}` a cloud's region, `{a,b}`
 * one of several spellings. All else is compared exactly.
 *
 * @param host - in lower case
 */
export function compileHost(host: string): RegExp {
  const isFamily = host.startsWith('*.')
  const source = (isFamily ? host.slice(2) : host)
    .replaceAll('.', String.raw`\.`)
    .replaceAll('{region}', '<region>')
    .replaceAll(/\{([^{}]*)\}/gu, (_, choices: string) => `(?:${choices.replaceAll(',', '|')})`)
    .replaceAll('<region>', `(?:${REGION})`)
  return new RegExp(`^${isFamily ? SUBDOMAINS : ''}${source}$`, 'u')
}
