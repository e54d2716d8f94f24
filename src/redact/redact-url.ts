import { decodeComponent } from '../text/decode/decode-component.ts'
import { SECRET_PLACEHOLDER } from './placeholder.ts'
import { credentialName } from './shapes/credential-name.ts'
import { isPlausible, isStandInOnly } from './shapes/looks-secret.ts'

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

/**
 * Lists the values of the parameters that hold a secret.
 *
 * @param query - of a URL, with the question mark
 */
export function secretParameters(query: string): readonly string[] {
  if (query.length < 2) return []
  return query
    .slice(1)
    .split('&')
    .filter((parameter) => redactParameter(parameter) !== parameter)
    .map((parameter) => decodeComponent(parameter.slice(parameter.indexOf('=') + 1)))
}

function redactParameter(parameter: string): string {
  const equals = parameter.indexOf('=')
  if (equals === -1 || equals === parameter.length - 1) return parameter
  const name = parameter.slice(0, equals)
  return isSecret(decodeComponent(name), decodeComponent(parameter.slice(equals + 1)))
    ? `${name}=${SECRET_PLACEHOLDER}`
    : parameter
}

// `?code=weather` and `?code=news` are two requests. A key that only takes the place of a real one is the same as that.
function isSecret(name: string, value: string): boolean {
  const said = credentialName(name, 'query')
  if (said !== 'maybe') return said !== undefined
  return isPlausible(value) || (/(?:key|token)$/i.test(name) && isStandInOnly(value))
}
