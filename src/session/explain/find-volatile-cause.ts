import type { RequestDifference } from '../../errors.ts'
import { normalize } from '../../options/normalize-presets.ts'
import { commonEnds } from '../../text/common-ends.ts'
import type { ReplaceRule } from '../../text/patterns/replace-rule.ts'

/** What makes a request differ on every run, and the rules that leave it out of the key. */
export interface VolatileCause {
  /** Such as `a time`. */
  readonly what: string
  /** Such as `normalize.isoTime`. */
  readonly presets: readonly string[]
}

const NAMES: Readonly<Record<keyof typeof normalize, string>> = {
  isoTime: 'a time',
  localTime: 'a time',
  date: 'a date',
  uuid: 'a UUID',
  epochMillis: 'a time in milliseconds',
  port: 'a port',
  tempPath: 'a temporary path',
  randomId: 'a random id',
}

/**
 * Finds out whether two requests differ only in what differs on every run.
 *
 * @param differences - all of them
 * @param isSameUnder - says whether the two match once these rules are in `normalize`: no rule reaches the bytes of a
 *   picture, or the names of fields
 * @returns the cause; undefined where anything else differs
 */
export function findVolatileCause(
  differences: readonly RequestDifference[],
  isSameUnder: (rules: readonly ReplaceRule[]) => boolean,
): VolatileCause | undefined {
  const used = new Set<keyof typeof normalize>()
  for (const { recorded, received } of differences) {
    const presets = recorded === undefined || received === undefined ? undefined : presetsThatEqual(recorded, received)
    if (presets === undefined) return undefined
    for (const preset of presets) used.add(preset)
  }
  const names = [...used]
  if (used.size === 0 || !isSameUnder(names.map((name) => normalize[name]))) return undefined
  return { what: names.map((name) => NAMES[name]).join(' and '), presets: names.map((name) => `normalize.${name}`) }
}

function presetsThatEqual(recorded: string, received: string): readonly (keyof typeof normalize)[] | undefined {
  let [left, right] = [recorded, received]
  const used: (keyof typeof normalize)[] = []
  for (const name of presetNames()) {
    const { pattern, as } = normalize[name]
    const [nextLeft, nextRight] = [left.replaceAll(pattern, as), right.replaceAll(pattern, as)]
    // What is the same on both sides needs no rule.
    if (nextLeft === left && nextRight === right) continue
    if (left === right) break
    if (isNearer({ left, right }, { left: nextLeft, right: nextRight })) {
      used.push(name)
      left = nextLeft
      right = nextRight
    }
  }
  return left === right ? used : undefined
}

interface Pair {
  readonly left: string
  readonly right: string
}

function isNearer(before: Pair, after: Pair): boolean {
  return countUnlike(after) < countUnlike(before)
}

// Characters between what both begin and end with.
function countUnlike({ left, right }: Pair): number {
  const { head, tail } = commonEnds(left, right)
  return Math.max(left.length, right.length) - head - tail
}

function presetNames(): readonly (keyof typeof normalize)[] {
  return ['isoTime', 'localTime', 'date', 'uuid', 'epochMillis', 'port', 'tempPath', 'randomId']
}
