import { quoteWord } from '../../text/quote-word.ts'
import { relativePath } from '../../text/relative-path.ts'

/**
 * Builds the command that runs this process again, and records.
 *
 * @param mode - whether what changed is recorded, or everything
 * @returns one line; that of its package where a runner started it, such as AVA its workers
 */
export function scriptCommand(
  mode: 'update' | 'record',
  { argv, execArgv }: Pick<NodeJS.Process, 'argv' | 'execArgv'> = process,
): string {
  const [, script = '', ...parameters] = argv
  const [, program] = /.*[\\/]node_modules[\\/]((?:@[\w.-]+[\\/])?[\w.-]+)[\\/]/.exec(script) ?? []
  const words = program === undefined ? ['node', ...flagsOf(execArgv), pathOf(script), ...parameters] : ['npx', program]
  return ['npx rewind run --mode', mode, '--', ...words.map((word) => quoteWord(word))].join(' ')
}

// Without the preload, which `rewind run` brings.
function flagsOf(execArgv: readonly string[]): readonly string[] {
  return execArgv.filter(
    (flag, index) => !isPreload(flag) && !(flag === '--import' && isPreload(execArgv[index + 1] ?? '')),
  )
}

function isPreload(flag: string): boolean {
  return /(?:^|=)(?:rewind\/register$|\S*\/rewind\/dist\/register\.js)/.test(flag)
}

function pathOf(script: string): string {
  return relativePath(process.cwd(), script)
}
