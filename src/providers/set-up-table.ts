import { asCredential, PROVIDERS, type Credential } from './catalogue.ts'

// What a test file needs of the catalogue before its first call. The build evaluates this module, so that every worker
// loads these values alone. They must be JSON.

/** Providers by the hosts that are recorded by default: exact ones, and families of them. */
export const PROVIDERS_BY_HOST: Readonly<Record<string, string>> = Object.fromEntries(
  PROVIDERS.flatMap(({ id, hosts = [] }) => hosts.map((host) => [host, id])),
)

/** Credentials that clients read from the environment. */
export const CREDENTIALS: readonly Credential[] = PROVIDERS.flatMap(({ credentials = [] }) =>
  credentials.map(asCredential),
)

/** Every id and alias. */
export const PROVIDER_NAMES: readonly string[] = PROVIDERS.flatMap(({ id, aliases = [] }) => [id, ...aliases])

/** Providers whose clients do not read errors as OpenAI's do. */
export const ERROR_DIALECTS: Readonly<Record<string, string>> = Object.fromEntries(
  PROVIDERS.flatMap(({ id, dialect }) => (dialect === 'gemini' || dialect === 'ollama' ? [[id, dialect]] : [])),
)
