/** Header names of one kind, in lower case: whole names, and beginnings of names. */
interface HeaderNames {
  readonly names: ReadonlySet<string>
  readonly prefixes: readonly string[]
}

/** Name the model where the body does not: Vercel's AI Gateway, one for text and one for everything else. */
export const MODEL_HEADERS = ['ai-language-model-id', 'ai-model-id'] as const

// What changes an answer belongs to the key, and so must be kept.
const KEY_HEADERS: HeaderNames = {
  names: new Set([
    ...MODEL_HEADERS,
    'ai-language-model-streaming',
    'anthropic-version',
    'anthropic-beta',
    'openai-beta',
    // Service tiers of Vertex, deployments of Azure's model catalogue.
    'x-vertex-ai-llm-request-type',
    'x-vertex-ai-llm-shared-request-type',
    'azureml-model-deployment',
    'extra-parameters',
    // What is asked of a resumable upload: its URL is the same for each of them.
    'x-goog-upload-command',
    'x-goog-upload-offset',
    'x-goog-upload-header-content-length',
    'x-goog-upload-header-content-type',
    // The operation, and what of the answer is wanted.
    'x-amz-target',
    'x-http-method-override',
    'x-goog-fieldmask',
    'prefer',
    'range',
    'if-none-match',
    'if-modified-since',
    'last-event-id',
    // What a WebSocket speaks, and of which API.
    'sec-websocket-protocol',
  ]),
  // Guardrails, latency, tier, trace and format of Bedrock.
  prefixes: ['x-amzn-bedrock-', 'x-amz-bedrock-'],
}

// What the body is, and what the caller wants back: needed to read a recording.
const READING_HEADERS: ReadonlySet<string> = new Set(['accept', 'content-type'])

// Left out: framing and content-encoding (bodies are kept decoded), cookies, accounts and projects, dates, server
// names, tracing.
const RESPONSE_HEADERS: HeaderNames = {
  names: new Set([
    // What the body is.
    'content-type',
    'content-language',
    'content-disposition',
    'content-range',
    'accept-ranges',
    // What the client does next: retry, follow, page, poll, cache, log in.
    'retry-after',
    'retry-after-ms',
    'x-ms-retry-after-ms',
    'x-should-retry',
    'openai-poll-after-ms',
    'location',
    'content-location',
    'operation-location',
    'azure-asyncoperation',
    'link',
    'etag',
    'last-modified',
    'cache-control',
    'www-authenticate',
    'trailer',
    // How far a resumable upload is.
    'range',
    'upload-offset',
    'upload-length',
    // Of the file that is uploaded elsewhere next.
    'x-together-file-id',
    // Ids that SDKs put on their results and errors.
    'request-id',
    'x-request-id',
    'x-amzn-requestid',
    'x-amzn-request-id',
    'x-amz-request-id',
    'x-amz-id-2',
    'x-ms-request-id',
    'apim-request-id',
    'x-goog-request-id',
    'x-fal-request-id',
    'x-generation-id',
    'history-item-id',
    // What the answer was made with: applications check them.
    'openai-version',
    'openai-model',
    'x-gemini-service-tier',
    'warning',
    'deprecation',
    'sunset',
    // Usage and errors that are in headers only.
    'x-amzn-errortype',
    'x-ms-error-code',
    'x-error-code',
    'x-error-message',
    'grpc-status',
    'grpc-message',
    'num_tokens',
    'character-cost',
  ]),
  prefixes: [
    // Addresses and states of uploads and sessions.
    'x-goog-upload-',
    'mcp-',
    // Usage, sessions and settings of AWS, which its SDK puts on the result.
    'x-amzn-bedrock-',
    'x-amz-bedrock-',
    'x-amzn-sagemaker-',
    // Clients slow down by them.
    'x-ratelimit',
    'ratelimit',
    'anthropic-ratelimit-',
    'x-pagination-',
    'x-vercel-ai-',
  ],
}

/**
 * Whether a request header counts in the key.
 *
 * @param name - in lower case
 * @param added - names in lower case, beside the built-in ones
 */
export function isKeyHeader(name: string, added: readonly string[] = []): boolean {
  return has(KEY_HEADERS, name) || added.includes(name)
}

/**
 * Whether a cassette keeps a request header: those of the key, and those that a recording is read by. Any other may
 * hold a secret, a person, or noise that changes with each run.
 *
 * @param name - in lower case
 * @param added - names of the key beside the built-in ones
 */
export function isKeptRequestHeader(name: string, added: readonly string[] = []): boolean {
  return READING_HEADERS.has(name) || isKeyHeader(name, added)
}

/**
 * Whether a cassette keeps a response header: those that clients act on or show.
 *
 * @param name - in lower case
 * @param added - names in lower case, beside the built-in ones
 */
export function isKeptResponseHeader(name: string, added: readonly string[] = []): boolean {
  return has(RESPONSE_HEADERS, name) || added.includes(name)
}

function has({ names, prefixes }: HeaderNames, name: string): boolean {
  return names.has(name) || prefixes.some((prefix) => name.startsWith(prefix))
}
