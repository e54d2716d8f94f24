import type { Command } from '../command.ts'
import { completeWords, type Completion } from './complete-words.ts'

/** Shells that completion is made for. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const

export type Shell = (typeof SHELLS)[number]

/** Writes the script that a shell loads: all words are in it, so that no process starts with each key. */
export function scriptFor(shell: Shell, commands: readonly Command[]): string {
  switch (shell) {
    case 'bash':
      return bashScript(commands)
    case 'zsh':
      return zshScript(commands)
    case 'fish':
      return fishScript(commands)
    default:
      return shell satisfies never
  }
}

function flagsOf(commands: readonly Command[], name: string): readonly Completion[] {
  return completeWords(commands, [name, '-'])
}

function bashScript(commands: readonly Command[]): string {
  const cases = commands.map(
    ({ name }) =>
      `    ${name}) words="${flagsOf(commands, name)
        .map(({ word }) => word)
        .join(' ')}" ;;`,
  )
  return `# eval "$(npx rewind completion bash)"
_rewind() {
  local current="\${COMP_WORDS[COMP_CWORD]}" words=""
  if [ "$COMP_CWORD" -eq 1 ]; then
    words="${commands.map(({ name }) => name).join(' ')}"
  else
    case "\${COMP_WORDS[1]}" in
${cases.map((line) => `  ${line}`).join('\n')}
    esac
    [[ "$current" == -* ]] || words=""
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _rewind rewind
`
}

function zshScript(commands: readonly Command[]): string {
  const cases = commands.map(({ name }) => `    ${name}) choices=(${described(flagsOf(commands, name))}) ;;`)
  return `#compdef rewind
# eval "$(npx rewind completion zsh)"
_rewind() {
  local -a choices
  if (( CURRENT == 2 )); then
    choices=(${described(completeWords(commands, ['']))})
    _describe command choices
    return
  fi
  case "$words[2]" in
${cases.join('\n')}
  esac
  if [[ "$PREFIX" == -* ]]; then _describe option choices; else _files; fi
}
compdef _rewind rewind
`
}

// `word:description`, with the colons of the description escaped.
function described(list: readonly Completion[]): string {
  return list.map(({ word, description }) => quote(`${word}:${description.replaceAll(':', '\\:')}`)).join(' ')
}

function fishScript(commands: readonly Command[]): string {
  const names = completeWords(commands, ['']).map(
    ({ word, description }) => `complete -c rewind -n __fish_use_subcommand -f -a ${word} -d ${quote(description)}`,
  )
  const flags = commands.flatMap(({ name }) =>
    flagsOf(commands, name).map(
      ({ word, description }) =>
        `complete -c rewind -n '__fish_seen_subcommand_from ${name}' -l ${word.slice(2)} -d ${quote(description)}`,
    ),
  )
  return ['# npx rewind completion fish | source', ...names, ...flags, ''].join('\n')
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
