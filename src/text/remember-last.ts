/**
 * Keeps the last result of a function. The calls of a test mostly go to one URL, which takes as long to parse as all
 * their JSON.
 *
 * @param compute - depends on nothing but its text
 */
export function rememberLast<Result>(compute: (text: string) => Result): (text: string) => Result {
  let last: { readonly text: string; readonly result: Result } | undefined
  return (text) => {
    if (last?.text !== text) last = { text, result: compute(text) }
    return last.result
  }
}
