/** Makes a Polly as its documentation says, with the one adapter that the client needs. */
export async function createPolly({
  mode,
  client,
  folder,
}: {
  mode: 'record' | 'replay'
  client: string
  folder: string
}) {
  const { Polly } = await import('@pollyjs/core')
  const { default: adapter } = await import(
    client === 'https' ? '@pollyjs/adapter-node-http' : '@pollyjs/adapter-fetch'
  )
  const { default: persister } = await import('@pollyjs/persister-fs')
  return new Polly('bench', {
    mode,
    adapters: [adapter],
    persister,
    persisterOptions: { fs: { recordingsDir: folder } },
    matchRequestsBy: { order: false, headers: false },
    recordIfMissing: mode === 'record',
    logLevel: 'silent',
  })
}
