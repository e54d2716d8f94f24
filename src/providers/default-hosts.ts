const PROVIDERS_BY_HOST = {
  'api.openai.com': 'openai',
  'api.anthropic.com': 'anthropic',
  'generativelanguage.googleapis.com': 'google',
  'api.cohere.ai': 'cohere',
  'api.together.xyz': 'together',
  'api.groq.com': 'groq',
  'api.deepseek.com': 'deepseek',
  'api.mistral.ai': 'mistral',
  'api.cohere.com': 'cohere',
  'openrouter.ai': 'openrouter',
  'api.x.ai': 'xai',
  'api.fireworks.ai': 'fireworks',
  'api.perplexity.ai': 'perplexity',
  'api.cerebras.ai': 'cerebras',
  'api.voyageai.com': 'voyage',
  'router.huggingface.co': 'huggingface',
  'ai-gateway.vercel.sh': 'vercel',
} as const

/**
 * Hosts that are LLM APIs by their exact name. Azure OpenAI, Bedrock runtime and Vertex are matched by pattern beside
 * them.
 */
export const DEFAULT_LLM_HOSTS: readonly string[] = Object.keys(PROVIDERS_BY_HOST)

const EXACT = new Map<string, string>(Object.entries(PROVIDERS_BY_HOST))

// Tenants and regions are part of these names, so they cannot be listed.
const PATTERNS: readonly { readonly pattern: RegExp; readonly provider: string }[] = [
  {
    pattern: /^(?:[a-z0-9_-]+\.)+(?:openai\.azure\.com|services\.ai\.azure\.com|cognitiveservices\.azure\.com)$/u,
    provider: 'azure',
  },
  { pattern: /^bedrock-runtime(?:-fips)?\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?$/u, provider: 'bedrock' },
  { pattern: /^bedrock-mantle\.[a-z0-9-]+\.api\.aws$/u, provider: 'bedrock' },
  { pattern: /^(?:[a-z0-9][a-z0-9-]*-)?aiplatform\.googleapis\.com$/u, provider: 'vertex' },
]

/**
 * Names the provider of one of the default hosts.
 *
 * @param host - a host as {@link plainHost} spells it
 * @returns the provider, or undefined where the host is none of the default ones
 */
export function providerOfHost(host: string): string | undefined {
  return EXACT.get(host) ?? PATTERNS.find(({ pattern }) => pattern.test(host))?.provider
}

/**
 * Spells a host the one way it is compared in: lower case, without a trailing dot or the brackets of an IPv6 address.
 *
 * @param host - a host name or IP address, without port
 */
export function plainHost(host: string): string {
  const bare = host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host
  return bare.replace(/\.$/u, '').toLowerCase()
}
