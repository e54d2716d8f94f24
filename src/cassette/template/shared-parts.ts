const REFERENCE = /"\$shared":(\d+)/g

/** Refers to a part that several events have, by its 1-based number. */
export function sharedReference(number: number): string {
  return `"$shared":${number}`
}

/**
 * Puts parts that several events have back where events refer to them.
 *
 * @throws {RangeError} when one refers to a part that there is not
 */
export function restoreShared(text: string, shared: readonly string[]): string {
  return text.replaceAll(REFERENCE, (_reference, number: string) => {
    const part = shared[Number(number) - 1]
    if (part === undefined) throw new RangeError(`there is no part ${number}`)
    return part
  })
}
