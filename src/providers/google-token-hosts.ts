import { plainHost } from './default-hosts.ts'

/**
 * Where Google's clients get their access tokens: from OAuth, for another token, for a service account that they act
 * for, or from the machine they run on.
 */
const HOSTS: ReadonlySet<string> = new Set([
  'oauth2.googleapis.com',
  'sts.googleapis.com',
  'iamcredentials.googleapis.com',
  'metadata.google.internal',
  '169.254.169.254',
])

/** Says whether Google's clients ask a host for the token that their calls to Vertex carry. */
export function isGoogleTokenHost(host: string): boolean {
  return HOSTS.has(plainHost(host))
}
