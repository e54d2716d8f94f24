import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { generate } from 'selfsigned'

/** A throw-away certificate that is its own authority. */
export interface TestCertificate extends Disposable {
  readonly key: string
  readonly cert: string
  /** Path for NODE_EXTRA_CA_CERTS. */
  readonly caFile: string
}

/**
 * Makes a certificate for host names that a test serves on loopback.
 *
 * @param hosts - host names
 * @returns key, certificate and the file to trust
 */
export async function createCertificate(hosts: readonly string[]): Promise<TestCertificate> {
  const pems = await generate([{ name: 'commonName', value: hosts[0] ?? 'localhost' }], {
    keySize: 2048,
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, digitalSignature: true, keyEncipherment: true, critical: true },
      { name: 'subjectAltName', altNames: hosts.map((value) => ({ type: 2, value })) },
    ],
  })
  const folder = mkdtempSync(join(tmpdir(), 'rewind-ca-'))
  const caFile = join(folder, 'ca.pem')
  writeFileSync(caFile, pems.cert)
  return {
    key: pems.private,
    cert: pems.cert,
    caFile,
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  }
}
