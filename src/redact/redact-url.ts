import { SECRET_PLACEHOLDER } from './placeholder.ts'

// Names without case, dashes and underscores.
const SECRET_PARAMETERS: ReadonlySet<string> = new Set(
  [
    'key apikey code token accesstoken refreshtoken idtoken authtoken sessiontoken secret clientsecret password',
    'subscriptionkey sig signature xamzsignature xamzcredential xamzsecuritytoken xgoogsignature xgoogcredential',
  ].flatMap((names) => names.split(' ')),
)

/**
 * Takes secrets out of a URL, leaving the spelling of everything else alone.
 *
 * @param url - absolute, or relative as in a `location` header
 * @param redactText - is given the URL after its user, password and secret parameters are gone
 * @returns the redacted URL; text that is no URL is only redacted as text
 */
export function redactUrl(url: string, redactText: (text: string) => string): string {
  if (!URL.canParse(url, 'http://relative.invalid')) return redactText(url)
  const [, target = '', query = '', fragment = ''] = /^([^?#]*)(\?[^#]*)?(#.*)?$/s.exec(url) ?? []
  const address = target.replace(/^([a-z][a-z0-9+.-]*:)?\/\/[^/]*@/i, '$1//')
  // OAuth redirects carry their tokens in the fragment.
  return redactText(address + redactParameters(query) + redactParameters(fragment))
}

function redactParameters(part: string): string {
  if (part === '') return part
  return part.slice(0, 1) + part.slice(1).split('&').map(redactParameter).join('&')
}

function redactParameter(parameter: string): string {
  const equals = parameter.indexOf('=')
  if (equals === -1 || equals === parameter.length - 1) return parameter
  const name = parameter.slice(0, equals)
  return SECRET_PARAMETERS.has(plainName(name)) ? `${name}=${SECRET_PLACEHOLDER}` : parameter
}

function plainName(name: string): string {
  let decoded = name
  try {
    decoded = decodeURIComponent(name)
  } catch {
    // A name that cannot be decoded is compared as it is spelled.
  }
  return decoded.toLowerCase().replaceAll(/[-_]/g, '')
}
