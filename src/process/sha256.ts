/**
 * Hashes with SHA-256.
 *
 * @param data - bytes, or text that counts as UTF-8
 */
export function sha256(data: string | Uint8Array): string {
  // Not imported: loading it takes 4 ms, which a test file without calls should not pay.
  return process.getBuiltinModule('node:crypto').hash('sha256', data)
}
