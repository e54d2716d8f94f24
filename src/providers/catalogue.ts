/** One provider: what is known of it, on which host and under which name its calls count. */
export interface Provider {
  /** Its name in reports, in cassettes and in the option `hosts`. */
  readonly id: string
  /** Its name in the docs. */
  readonly name: string
  /** What people also call it: lower-case letters and digits alone. */
  readonly aliases?: readonly string[]
  /** Recorded by default, see {@link compileHost}. */
  readonly hosts?: readonly string[]
  /** Recorded where the option `hosts` lists them: this names their provider. */
  readonly otherHosts?: readonly string[]
  /** What its clients read from the environment; the first is named when a key is missing. */
  readonly credentials?: readonly (string | Credential)[]
  /** Its id in the price table, where that is another. */
  readonly prices?: string
  /** Set where its model ids name their makers, whose prices it passes on: `anthropic/claude-sonnet-4.5`. */
  readonly isGateway?: true
  /** How its API speaks, where that is not as OpenAI's does. */
  readonly dialect?: 'anthropic' | 'bedrock' | 'cohere' | 'gemini' | 'ollama' | 'voyage'
  /**
   * Set for what runs on the user's own machine, and costs nothing. At the loopback address it is known by its port, or
   * by fields that its answers alone have.
   */
  readonly local?: { readonly port?: number; readonly fields?: readonly string[] }
}

/** Variables that clients read credentials from. */
export interface Credential {
  readonly variables: readonly string[]
  /** Set where they are one credential: beside one that is set, a placeholder for another would be in the way. */
  readonly isOne?: true
  /** What clients check that it begins with. */
  readonly prefix?: string
  /** The placeholder, for a variable that is not a key. */
  readonly value?: string
  /** Variables that clients take another credential from, though they would prefer the placeholder. */
  readonly unless?: readonly string[]
  /** Files in the home directory that clients take another credential from. */
  readonly unlessFiles?: readonly string[]
}

/** Spells a credential of the catalogue out. */
export function asCredential(given: string | Credential): Credential {
  return typeof given === 'string' ? { variables: [given] } : given
}

/**
 * Every provider that rewind knows. Another one is one entry here: default hosts, credentials, aliases, prices, error
 * bodies and the table in the docs are derived from it. Only what is new on the wire needs more: a file in `dialects/`.
 */
export const PROVIDERS: readonly Provider[] = [
  {
    id: 'openai',
    name: 'OpenAI',
    hosts: ['api.openai.com', 'eu.api.openai.com', 'us.api.openai.com'],
    credentials: ['OPENAI_API_KEY'],
  },
  {
    id: 'anthropic',
    name: 'Anthropic',
    aliases: ['claude'],
    hosts: ['api.anthropic.com'],
    credentials: [
      {
        variables: ['ANTHROPIC_API_KEY'],
        unless: ['ANTHROPIC_AUTH_TOKEN', 'ANTHROPIC_PROFILE', 'ANTHROPIC_FEDERATION_RULE_ID'],
      },
    ],
    dialect: 'anthropic',
  },
  {
    id: 'google',
    name: 'Google Gemini',
    aliases: ['gemini', 'googleai', 'googlegenai', 'googlegenerativeai'],
    hosts: ['generativelanguage.googleapis.com'],
    // Google's client takes either, prefers the second, and complains about both.
    credentials: [{ variables: ['GEMINI_API_KEY'], unless: ['GOOGLE_API_KEY'] }, 'GOOGLE_GENERATIVE_AI_API_KEY'],
    dialect: 'gemini',
  },
  {
    id: 'cohere',
    name: 'Cohere',
    hosts: ['api.cohere.ai', 'api.cohere.com'],
    credentials: ['CO_API_KEY', 'COHERE_API_KEY'],
    dialect: 'cohere',
  },
  {
    id: 'together',
    name: 'Together AI',
    aliases: ['togetherai'],
    hosts: ['api.together.xyz', 'api.together.ai'],
    credentials: [{ variables: ['TOGETHER_API_KEY', 'TOGETHER_AI_API_KEY'], isOne: true }],
  },
  { id: 'groq', name: 'Groq', hosts: ['api.groq.com'], credentials: ['GROQ_API_KEY'] },
  { id: 'deepseek', name: 'DeepSeek', hosts: ['api.deepseek.com'], credentials: ['DEEPSEEK_API_KEY'] },
  {
    id: 'mistral',
    name: 'Mistral',
    aliases: ['mistralai'],
    hosts: ['api.mistral.ai'],
    credentials: ['MISTRAL_API_KEY'],
  },
  {
    id: 'openrouter',
    name: 'OpenRouter',
    hosts: ['openrouter.ai'],
    credentials: ['OPENROUTER_API_KEY'],
    isGateway: true,
  },
  { id: 'xai', name: 'xAI', aliases: ['grok'], hosts: ['api.x.ai'], credentials: ['XAI_API_KEY'], prices: 'x-ai' },
  {
    id: 'fireworks',
    name: 'Fireworks AI',
    aliases: ['fireworksai'],
    hosts: ['api.fireworks.ai'],
    credentials: ['FIREWORKS_API_KEY'],
  },
  {
    id: 'perplexity',
    name: 'Perplexity',
    aliases: ['pplx'],
    hosts: ['api.perplexity.ai'],
    credentials: ['PERPLEXITY_API_KEY'],
  },
  { id: 'cerebras', name: 'Cerebras', hosts: ['api.cerebras.ai'], credentials: ['CEREBRAS_API_KEY'] },
  {
    id: 'voyage',
    name: 'Voyage AI',
    aliases: ['voyageai'],
    hosts: ['api.voyageai.com'],
    credentials: ['VOYAGE_API_KEY', 'VOYAGEAI_API_KEY'],
    prices: 'voyageai',
    dialect: 'voyage',
  },
  {
    id: 'huggingface',
    name: 'Hugging Face',
    aliases: ['hf'],
    hosts: ['router.huggingface.co'],
    // Its client sends other keys to the provider behind the router, with which they would belong.
    credentials: [
      {
        variables: ['HF_TOKEN', 'HUGGINGFACE_API_KEY', 'HUGGINGFACEHUB_API_KEY', 'HUGGINGFACEHUB_API_TOKEN'],
        prefix: 'hf_',
      },
    ],
  },
  {
    id: 'vercel',
    name: 'Vercel AI Gateway',
    aliases: ['aigateway', 'vercelaigateway'],
    hosts: ['ai-gateway.vercel.sh'],
    credentials: [{ variables: ['AI_GATEWAY_API_KEY'], unless: ['VERCEL_OIDC_TOKEN'] }],
    isGateway: true,
  },
  {
    id: 'azure',
    name: 'Azure OpenAI',
    aliases: ['azureopenai'],
    hosts: ['*.openai.azure.com', '*.services.ai.azure.com', '*.cognitiveservices.azure.com'],
    // With a key, its client refuses to sign in by itself.
    credentials: [
      {
        variables: ['AZURE_OPENAI_API_KEY'],
        unless: ['AZURE_CLIENT_ID', 'AZURE_FEDERATED_TOKEN_FILE', 'IDENTITY_ENDPOINT'],
        unlessFiles: ['.azure/msal_token_cache.json', '.azure/msal_token_cache.bin'],
      },
      'AZURE_API_KEY',
    ],
  },
  {
    id: 'bedrock',
    name: 'Amazon Bedrock',
    aliases: ['aws', 'amazon', 'amazonbedrock', 'awsbedrock'],
    hosts: [
      'bedrock-{,agent-}runtime{,-fips}.{region}.{amazonaws.com,amazonaws.com.cn,amazonaws.eu,api.aws}',
      'bedrock-mantle.{region}.api.aws',
    ],
    credentials: [
      {
        variables: ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'],
        isOne: true,
        unless: [
          'AWS_PROFILE',
          'AWS_BEARER_TOKEN_BEDROCK',
          'AWS_WEB_IDENTITY_TOKEN_FILE',
          'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
          'AWS_CONTAINER_CREDENTIALS_FULL_URI',
        ],
        unlessFiles: ['.aws/credentials', '.aws/config'],
      },
      // Real credentials never meet a region that nobody chose.
      {
        variables: ['AWS_REGION'],
        value: 'us-east-1',
        unless: ['AWS_ACCESS_KEY_ID', 'AWS_PROFILE', 'AWS_BEARER_TOKEN_BEDROCK', 'AWS_DEFAULT_REGION'],
        unlessFiles: ['.aws/credentials', '.aws/config'],
      },
    ],
    prices: 'aws',
    dialect: 'bedrock',
  },
  {
    id: 'vertex',
    name: 'Google Vertex AI',
    aliases: ['vertexai', 'googlevertex', 'googlevertexai'],
    hosts: ['{,{region}-}aiplatform.googleapis.com', 'aiplatform.{us,eu}.rep.googleapis.com'],
    prices: 'google',
    // At its endpoint for the OpenAI API.
    isGateway: true,
    dialect: 'gemini',
  },
  { id: 'arcee', name: 'Arcee AI', otherHosts: ['api.arcee.ai'] },
  { id: 'avian', name: 'Avian', otherHosts: ['api.avian.io'] },
  { id: 'baseten', name: 'Baseten', otherHosts: ['inference.baseten.co'] },
  { id: 'github-copilot', name: 'GitHub Copilot', aliases: ['copilot'], otherHosts: ['api.githubcopilot.com'] },
  { id: 'minimax', name: 'MiniMax', otherHosts: ['api.minimax.io', 'api.minimaxi.com'] },
  { id: 'moonshotai', name: 'Moonshot AI', aliases: ['moonshot', 'kimi'], otherHosts: ['api.moonshot.{ai,cn}'] },
  { id: 'novita', name: 'Novita AI', aliases: ['novitaai'], otherHosts: ['api.novita.ai'] },
  { id: 'writer', name: 'Writer', otherHosts: ['api.writer.com'], prices: 'aws' },
  { id: 'zai', name: 'Z.ai', otherHosts: ['api.z.ai'] },
  { id: 'zhipuai', name: 'Zhipu AI', aliases: ['zhipu', 'bigmodel'], otherHosts: ['open.bigmodel.cn'] },
  { id: 'ollama-cloud', name: 'Ollama Cloud', otherHosts: ['ollama.com'], dialect: 'ollama' },
  { id: 'ollama', name: 'Ollama', local: { port: 11_434 }, dialect: 'ollama' },
  { id: 'lm-studio', name: 'LM Studio', local: { port: 1234 } },
  { id: 'llama.cpp', name: 'llama.cpp', local: { fields: ['timings'] } },
  { id: 'vllm', name: 'vLLM', local: { fields: ['kv_transfer_params', 'prompt_logprobs'] } },
]
