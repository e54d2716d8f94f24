const DIGITS = 36
const SHORTEST_RUN = 4
const ITEM = /([0-9a-z])|\((-?\d+(?:\.\d+)?(?:e[-+]?\d+)?)\)|\*\((\d+)\)/gy

/**
 * Writes numbers as one word: a digit of base 36 each, larger ones in parentheses, `*(n)` behind one that comes n
 * times. A thousand sizes of pieces, most of them below 36, take a thousand characters.
 */
export function writeNumbers(numbers: readonly number[]): string {
  let text = ''
  for (let at = 0; at < numbers.length;) {
    const number = numbers[at] ?? 0
    let run = 1
    while (numbers[at + run] === number) run += 1
    const isDigit = Number.isInteger(number) && number >= 0 && number < DIGITS
    const item = isDigit ? number.toString(DIGITS) : `(${number})`
    text += run < SHORTEST_RUN ? item.repeat(run) : `${item}*(${run})`
    at += run
  }
  return text
}

/**
 * Reads what {@link writeNumbers} wrote.
 *
 * @param most - more numbers than that are refused: a run is short to write
 * @returns the numbers; undefined where the text is something else
 */
export function readNumbers(text: string, most = 10_000_000): number[] | undefined {
  const numbers: number[] = []
  ITEM.lastIndex = 0
  let end = 0
  for (let match = ITEM.exec(text); match !== null; match = ITEM.exec(text)) {
    const [, digit, number, run] = match
    const last = numbers.at(-1)
    if (run === undefined) numbers.push(digit === undefined ? Number(number) : Number.parseInt(digit, DIGITS))
    else if (last === undefined || numbers.length + Number(run) > most) return undefined
    else for (let count = 1; count < Number(run); count += 1) numbers.push(last)
    end = ITEM.lastIndex
  }
  return end === text.length ? numbers : undefined
}
