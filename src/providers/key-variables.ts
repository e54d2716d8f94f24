/** The environment variable that SDKs read a provider's key from. */
export const KEY_VARIABLES: Readonly<Record<string, string>> = {
  openai: 'OPENAI_API_KEY',
  anthropic: 'ANTHROPIC_API_KEY',
  google: 'GEMINI_API_KEY',
  cohere: 'CO_API_KEY',
  together: 'TOGETHER_API_KEY',
  groq: 'GROQ_API_KEY',
  deepseek: 'DEEPSEEK_API_KEY',
  mistral: 'MISTRAL_API_KEY',
  openrouter: 'OPENROUTER_API_KEY',
  xai: 'XAI_API_KEY',
  fireworks: 'FIREWORKS_API_KEY',
  perplexity: 'PERPLEXITY_API_KEY',
  cerebras: 'CEREBRAS_API_KEY',
  voyage: 'VOYAGE_API_KEY',
  huggingface: 'HF_TOKEN',
  vercel: 'AI_GATEWAY_API_KEY',
  azure: 'AZURE_OPENAI_API_KEY',
}

/** Names that other SDKs of the same providers read. */
const OTHER_VARIABLES = ['GOOGLE_GENERATIVE_AI_API_KEY', 'COHERE_API_KEY'] as const

const PREFIX = 'rewind-placeholder-'
const PLACEHOLDER = /rewind-placeholder-([A-Z0-9_]+)/

/**
 * Gives every unset key variable a placeholder, so that SDK clients can be made where nothing goes live.
 *
 * @param variables - the environment; changed in place
 */
export function setPlaceholderKeys(variables: Record<string, string | undefined>): void {
  for (const name of [...Object.values(KEY_VARIABLES), ...OTHER_VARIABLES]) {
    if (variables[name] === undefined || variables[name] === '') variables[name] = `${PREFIX}${name}`
  }
}

/**
 * Takes the placeholders away again.
 *
 * @param variables - the environment; changed in place
 */
export function clearPlaceholderKeys(variables: Record<string, string | undefined>): void {
  for (const [name, value] of Object.entries(variables)) {
    if (value?.startsWith(PREFIX) === true) delete variables[name]
  }
}

/**
 * Finds a placeholder that a request would carry to a provider.
 *
 * @param texts - header values and the URL of the request
 * @returns the variable that has to be set
 */
export function findPlaceholder(texts: readonly string[]): string | undefined {
  for (const text of texts) {
    const name = PLACEHOLDER.exec(text)?.[1]
    if (name !== undefined) return name
  }
  return undefined
}
