import { PLACEHOLDER_PREFIX } from '../text/placeholder-prefix.ts'

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

const PLACEHOLDER = new RegExp(`${PLACEHOLDER_PREFIX}([A-Z0-9_]+)`)

/** Prototypes that hold placeholders. */
const lent = new WeakSet<object>()

/**
 * Gives every unset key variable a placeholder, so that SDK clients can be made where nothing goes live. They stand on
 * the environment's prototype: a `.env` file that is loaded later still sets the real keys, since those that load it
 * leave own variables alone; and child processes, which get own variables only, see none.
 *
 * @param variables - the environment; changed in place
 */
export function setPlaceholderKeys(variables: Record<string, string | undefined>): void {
  const names = [...Object.values(KEY_VARIABLES), ...OTHER_VARIABLES]
  // CI sets a secret that it does not have to the empty text.
  for (const name of names) if (variables[name] === '') variables[name] = placeholder(name)
  const prototype: object | null = Object.getPrototypeOf(variables)
  if (prototype !== null && lent.has(prototype)) return
  const entries = names.map((name) => [name, placeholder(name)] as const)
  const lending: object = Object.assign(Object.create(prototype), Object.fromEntries(entries))
  lent.add(lending)
  Object.setPrototypeOf(variables, lending)
}

/**
 * Takes the placeholders away again.
 *
 * @param variables - the environment; changed in place
 */
export function clearPlaceholderKeys(variables: Record<string, string | undefined>): void {
  const prototype: object | null = Object.getPrototypeOf(variables)
  if (prototype !== null && lent.has(prototype)) Object.setPrototypeOf(variables, Object.getPrototypeOf(prototype))
  for (const [name, value] of Object.entries(variables)) if (value === placeholder(name)) variables[name] = ''
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

function placeholder(name: string): string {
  return `${PLACEHOLDER_PREFIX}${name}`
}
