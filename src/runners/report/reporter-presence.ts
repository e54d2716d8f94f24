/** Names the process whose reporter prints the summary: workers of other runs may inherit it as well. */
const VARIABLE = 'REWIND_REPORTER'

/** Lets the workers of this process know that a reporter of rewind will print what they did. */
export function announceReporter(): void {
  process.env[VARIABLE] = String(process.pid)
}

/** Says whether a reporter of rewind prints what this worker, a process or a thread, does. */
export function hasReporter(): boolean {
  return [process.pid, process.ppid].map(String).includes(process.env[VARIABLE] ?? '')
}
