/**
 * Keeps the last result of a function. The calls of a test mostly go to one URL, which takes as long to parse as all
 * their JSON.
 *
 * @param compute - depends on nothing but its text
 */
export function rememberLast<Result>(compute: (text: string) => Result): (text: string) => Result {
  let last: { readonly text: string; readonly result: Result } | undefined
  return (text) => {
    // The very string: one that is only equal would be compared to its end the next time too.
    last = { text, result: last?.text === text ? last.result : compute(text) }
    return last.result
  }
}
