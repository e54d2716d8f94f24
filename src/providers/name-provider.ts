import { plainHost, providerOfHost } from './default-hosts.ts'

// Hosts that no default rule matches, for the `hosts` of users: whose prices count there. With a port where the host is
// anyone's.
const PROVIDERS_BY_OTHER_HOST = new Map([
  ['eu.api.openai.com', 'openai'],
  ['us.api.openai.com', 'openai'],
  ['api.together.ai', 'together'],
  ['api.z.ai', 'zai'],
  ['open.bigmodel.cn', 'zhipuai'],
  ['api.moonshot.ai', 'moonshotai'],
  ['api.moonshot.cn', 'moonshotai'],
  ['api.minimax.io', 'minimax'],
  ['api.novita.ai', 'novita'],
  ['api.avian.io', 'avian'],
  ['api.arcee.ai', 'arcee'],
  ['api.githubcopilot.com', 'github-copilot'],
  ['inference.baseten.co', 'baseten'],
  ['api.writer.com', 'writer'],
  ['ollama.com', 'ollama'],
  ['localhost:11434', 'ollama'],
  ['127.0.0.1:11434', 'ollama'],
  ['::1:11434', 'ollama'],
])

/**
 * Names the provider behind a URL for the report: unlike the rules of what is recorded, this also knows hosts that are
 * matched only where the user lists them.
 *
 * @param url - the URL of a request
 * @returns the provider, or undefined where the host tells none
 */
export function nameProvider(url: URL): string | undefined {
  const host = plainHost(url.hostname)
  return providerOfHost(host) ?? PROVIDERS_BY_OTHER_HOST.get(host) ?? PROVIDERS_BY_OTHER_HOST.get(`${host}:${url.port}`)
}
