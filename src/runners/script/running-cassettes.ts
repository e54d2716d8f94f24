const running = new Set<string>()

/**
 * Notes that a `withCassette()` runs. Two of one name at once are let be, since an attempt that timed out may still run
 * when the next one begins, but not in silence: the one that ends last writes the cassette without the calls of the
 * other.
 *
 * @param name - of the cassette, as the caller gave it
 * @param path - of the cassette
 * @returns what is called once it is over
 */
export function noteRunning(name: string, path: string): () => void {
  if (running.has(path)) {
    process.emitWarning(
      `withCassette(${JSON.stringify(name)}) began while another one of that name ran, and only the calls of the one that ends last are kept: give each a name of its own`,
      'RewindWarning',
    )
    return () => {}
  }
  running.add(path)
  return () => running.delete(path)
}
