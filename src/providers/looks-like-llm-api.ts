// Paths that only LLM APIs are known to have; prefixes differ (gateways, proxies, deployments), so only the end is
// compared.
const LLM_PATHS: readonly RegExp[] = [
  /\/chat\/completions$/u,
  /\/(?:v\d+(?:beta)?|deployments\/[^/]+|openai|fim|agents)\/(?:completions|embeddings|responses)$/u,
  /^\/(?:beta\/)?(?:completions|responses)$/u,
  /\/v\d+\/(?:messages|complete|responses\/compact|rerank|embed|generate|chat)$/u,
  /\/v\d+\/(?:images(?:\/(?:generations|edits|variations))?|audio\/(?:speech|transcriptions|translations))$/u,
  /\/v\d+\/(?:videos|predictions|listen|(?:text-to-speech|speech-to-text)(?:\/.*)?)$/u,
  /\/v\d+\/threads\/(?:[^/]+\/)?runs$/u,
  /\/v\d+(?:alpha|beta\d*)?\/interactions$/u,
  /\/api\/(?:chat|generate|embed|embeddings)$/u,
  /:(?:generateContent|streamGenerateContent|embedContent|batchEmbedContents|predict|rawPredict|streamRawPredict)$/u,
  /\/v\d+\/(?:ocr|conversations(?:\/[^/]+)?)$/u,
  /\/v\d+\/ai\/(?:language|embedding|image)-model$/u,
  /\/model\/[^/]+\/(?:converse|converse-stream|invoke|invoke-with-response-stream)$/u,
]

// Domains of images, speech and search alone, whose paths say little.
const OTHER_APIS =
  /(?:^|\.)(?:fal\.(?:run|ai)|(?:replicate|elevenlabs|deepgram|assemblyai|runwayml|tavily|serpapi)\.(?:com|io)|(?:stability|cartesia|bfl|ideogram|lumalabs|exa|jina)\.ai|serper\.dev|search\.brave\.com)$/u

/**
 * Says whether a request has the shape of a call to a model: generation, embedding, reranking, speech or images, at any
 * host; or goes to a provider of images, speech or search.
 *
 * @param url - the URL of the request
 */
export function looksLikeLlmApi(url: URL, method: string): boolean {
  return OTHER_APIS.test(url.hostname) || isModelPath(url, method)
}

function isModelPath(url: URL, method: string): boolean {
  if (method.toUpperCase() !== 'POST') return false
  const path = url.pathname.replace(/\/+$/u, '')
  return LLM_PATHS.some((pattern) => pattern.test(path))
}

/**
 * Says whether tokens are counted for a call: a list of models, an upload or an error costs none, so that missing usage
 * is no gap there.
 *
 * @param url - the URL of the request
 * @param status - the status of the response
 * @returns whether a response without usage leaves tokens unknown
 */
export function isMetered(url: URL, method: string, status: number): boolean {
  return status < 400 && isModelPath(url, method)
}
