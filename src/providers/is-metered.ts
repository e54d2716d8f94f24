import { looksLikeLlmApi } from './looks-like-llm-api.ts'

/**
 * Says whether tokens are counted for a call: a list of models, an upload or an error costs none, so that missing usage is no gap there.
 *
 * @param url - the URL of the request
 * @param method - its HTTP method
 * @param status - the status of the response
 * @returns whether a response without usage leaves tokens unknown
 */
export function isMetered(url: URL, method: string, status: number): boolean {
  return status < 400 && looksLikeLlmApi(url, method)
}
