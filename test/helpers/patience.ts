import { availableParallelism, loadavg } from 'node:os'

/**
 * Stretches a bound by how many processes share a core at the moment: what takes 10 s on an idle machine takes 40 s
 * where four others run. On an idle machine the bound stays as it is.
 *
 * @param milliseconds - how long something may take on an idle machine
 */
export function patient(milliseconds: number): number {
  const [lastMinute = 0] = loadavg()
  return Math.round(milliseconds * Math.min(MOST, Math.max(1, lastMinute / availableParallelism())))
}

/** A bound is a bound: more than this is no busy machine, but one that hangs. */
const MOST = 8
