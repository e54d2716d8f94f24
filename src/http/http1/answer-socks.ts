import type { Socket } from 'node:net'

import { turn } from '../../process/clock.ts'
import { findNamedTarget } from '../gate/named-target.ts'

/** Answers of a SOCKS proxy: RFC 1928, sections 3 and 6; RFC 1929; https://www.openssh.com/txt/socks4.protocol. */
const GRANTED_4 = Buffer.from([0, 90, 0, 0, 0, 0, 0, 0])
const GRANTED_5 = Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0])
const WITHOUT_PASSWORD = 0
const PASSWORD = 2
const PASSWORD_TAKEN = Buffer.from([1, 0])

/** Says whether the first bytes of a client are those of SOCKS. */
export function isSocks(bytes: Uint8Array): boolean {
  return (bytes[0] === 4 || bytes[0] === 5) && findNamedTarget(bytes).kind !== 'none'
}

/**
 * Speaks for a SOCKS proxy that is not asked, so that the calls behind it can be answered from a cassette.
 *
 * @param client - the server's end of the connection
 * @param first - what the client has written
 * @param onGranted - called when the client may write to its target
 */
export function answerSocks(client: Socket, first: Uint8Array, onGranted: () => void): void {
  const answer = async (bytes: Uint8Array): Promise<void> => {
    // Clients are not prepared for an answer that comes while they still write.
    await turn()
    const [version, second = 0] = bytes
    if (findNamedTarget(bytes).kind === 'target') {
      client.off('data', onData)
      client.write(version === 4 ? GRANTED_4 : GRANTED_5)
      return onGranted()
    }
    if (version === 1) return void client.write(PASSWORD_TAKEN)
    const isOpen = bytes.subarray(2, 2 + second).includes(WITHOUT_PASSWORD)
    client.write(Buffer.from([5, isOpen ? WITHOUT_PASSWORD : PASSWORD]))
  }
  const onData = (bytes: Uint8Array): void => void answer(bytes)
  client.on('data', onData)
  onData(first)
}
