/** Gives the URL of a WebSocket by that of its handshake: they differ in the scheme. */
export function socketUrl(handshake: URL): URL {
  const url = new URL(handshake)
  url.protocol = handshake.protocol === 'https:' || handshake.protocol === 'wss:' ? 'wss:' : 'ws:'
  return url
}
