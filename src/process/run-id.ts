/** Names the run that a process belongs to. A reporter sets it before the workers start. */
export const RUN_VARIABLE = 'REWIND_RUN'

/**
 * Names the run that this process belongs to, in all of its workers.
 *
 * @returns what a reporter has set, else the number of the process that started the workers
 */
export function runId(): string {
  const given = process.env[RUN_VARIABLE]
  if (given !== undefined && given !== '') return given
  return String(typeof process.send === 'function' ? process.ppid : process.pid)
}
