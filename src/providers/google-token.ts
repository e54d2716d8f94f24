import { PLACEHOLDER_PREFIX } from '../text/placeholder-prefix.ts'

const FLAVOR = { 'metadata-flavor': 'Google' }
const METADATA = '/computeMetadata/v1'

// It names what to set where a call with it would go live. It is as good as expired, so that a client which several
// tests share asks again for the next call, which may be one that goes live.
const TOKEN = {
  access_token: `${PLACEHOLDER_PREFIX}GOOGLE_APPLICATION_CREDENTIALS`,
  issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
  token_type: 'Bearer',
  expires_in: 1,
}

// In the words of the API for service accounts: https://docs.cloud.google.com/iam/docs/reference/credentials/rest
const ACTING_TOKEN = { accessToken: TOKEN.access_token, expireTime: '2000-01-01T00:00:00Z' }

/**
 * Answers a request for an access token as Google does, or as the metadata server of a machine of Google's does.
 * Sources: https://developers.google.com/identity/protocols/oauth2, https://docs.cloud.google.com/compute/docs/metadata
 *
 * @param url - at a host of `isGoogleTokenHost`
 * @returns the answer; undefined where the request is for something else, such as the metadata of another cloud
 */
export function answerGoogleToken(method: string, url: URL): Response | undefined {
  if (method === 'POST' && url.pathname.endsWith('/token')) return Response.json(TOKEN)
  if (method === 'POST' && url.pathname.endsWith(':generateAccessToken')) return Response.json(ACTING_TOKEN)
  if (method !== 'GET' || !url.pathname.startsWith(METADATA)) return undefined
  const path = url.pathname.slice(METADATA.length).replaceAll(/^\/|\/$/gu, '')
  if (/^instance\/service-accounts\/[^/]+\/token$/u.test(path)) return Response.json(TOKEN, { headers: FLAVOR })
  if (path === 'universe/universe-domain') return new Response('googleapis.com', { headers: FLAVOR })
  return path === 'instance'
    ? new Response('', { headers: FLAVOR })
    : new Response('', { status: 404, headers: FLAVOR })
}
