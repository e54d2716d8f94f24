import type { CallDetail } from '../../data/test-detail.ts'
import type { HeaderLine } from '../../data/test-wire.ts'

/** Headers that carry a key, by provider; all others take a bearer token. */
const KEY_HEADERS: ReadonlyMap<string, readonly [header: string, value: string]> = new Map([
  ['anthropic', ['x-api-key', '$ANTHROPIC_API_KEY']],
  ['google', ['x-goog-api-key', '$GEMINI_API_KEY']],
])

/** The command that sends a request again. The key is left to a variable: it is not recorded. */
export function curlOf(
  { method, url, provider }: Pick<CallDetail, 'method' | 'url' | 'provider'>,
  headers: readonly HeaderLine[],
  body: string | undefined,
): string {
  const [header, value] = KEY_HEADERS.get(provider ?? '') ?? [
    'authorization',
    `Bearer $${(provider ?? 'provider').toUpperCase().replaceAll(/\W+/gu, '_')}_API_KEY`,
  ]
  const lines = [
    `curl --url ${quote(url)}`,
    ...(method === 'POST' ? [] : [`-X ${quote(method)}`]),
    // In double quotes, so that the shell fills it in.
    `-H "${header}: ${value}"`,
    ...headers.map(([name, text]) => `-H ${quote(`${name}: ${text}`)}`),
    ...(body === undefined || body === '' ? [] : [`--data-raw ${quote(body)}`]),
  ]
  return lines.join(' \\\n  ')
}

function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}
