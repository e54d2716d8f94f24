import type { Vitest } from 'vitest/node'

/** Reporters of Vitest whose output programs read. */
const ALWAYS_STDOUT = ['tap', 'tap-flat']
/** Those that `outputFile` sends to a file; Vitest 5 has a file for them by itself, and says so on stdout. */
const UNLESS_FILE = ['json', 'junit']

/**
 * Says whether a reporter of the run writes to stdout what a program reads.
 *
 * @param config - the configuration of the run
 */
export function hasMachineOutput({ reporters, outputFile }: Vitest['config']): boolean {
  return reporters.some((reporter: unknown) => {
    const [name, options]: readonly unknown[] = Array.isArray(reporter) ? reporter : [reporter]
    if (typeof name !== 'string') return false
    if (ALWAYS_STDOUT.includes(name)) return true
    const file = fileIn(options) ?? (typeof outputFile === 'string' ? outputFile : Reflect.get(outputFile ?? {}, name))
    return UNLESS_FILE.includes(name) && file === undefined
  })
}

function fileIn(options: unknown): string | undefined {
  const file =
    typeof options === 'object' && options !== null && 'outputFile' in options ? options.outputFile : undefined
  return typeof file === 'string' ? file : undefined
}
