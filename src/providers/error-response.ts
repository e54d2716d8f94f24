import { ERROR_DIALECTS } from './set-up-table.ts'

/** A response that every provider SDK takes for a final client error. */
export interface ErrorResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/**
 * Builds the answer to a request that must not be answered: HTTP 400 with a body in which each SDK finds the message.
 * No SDK retries it: those that read `x-should-retry` obey it, the others retry 408, 409, 429 and 5xx only.
 * Shapes: OpenAI and its kin read `error.message`, Anthropic `type: 'error'` beside it, Cohere, Mistral and Bedrock
 * `message`, Gemini `error.status`, Ollama a text in `error`.
 *
 * @param provider - the provider of the host
 * @param code - the error code to put in
 */
export function errorResponse(provider: string, code: string, message: string): ErrorResponse {
  const dialect = ERROR_DIALECTS[provider]
  const error =
    dialect === 'ollama'
      ? message
      : {
          type: 'invalid_request_error',
          code: dialect === 'gemini' ? 400 : code,
          message,
          param: null,
          status: 'INVALID_ARGUMENT',
        }
  return {
    status: 400,
    headers: {
      'content-type': 'application/json',
      'x-should-retry': 'false',
      'x-amzn-errortype': 'ValidationException',
    },
    body: JSON.stringify({ type: 'error', error, message, code }),
  }
}
