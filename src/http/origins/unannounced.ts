let isOwnRequest = false

/** Makes a request of rewind's own, which is nobody's call. */
export function requestUnannounced<Result>(request: () => Result): Result {
  isOwnRequest = true
  try {
    return request()
  } finally {
    isOwnRequest = false
  }
}

/** Whether the request that is being made now is one of rewind's own. */
export function isUnannounced(): boolean {
  return isOwnRequest
}
