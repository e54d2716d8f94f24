import type { Command } from '../command.ts'
import { completeWords, type Completion } from './complete-words.ts'

/** Shells that completion is made for. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const

/** One of them. */
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

// `npx` has its own words before the name: what comes first is looked for.
function bashScript(commands: readonly Command[]): string {
  const names = wordsOf(completeWords(commands, ['']))
  const cases = commands.map(({ name }) => `      ${name}) words="${wordsOf(flagsOf(commands, name))}" ;;`)
  return `# eval "$(npx rewind completion bash)"
_rewind() {
  local current="\${COMP_WORDS[COMP_CWORD]}" words="" start=0
  COMPREPLY=()
  while [[ "\${COMP_WORDS[start]##*/}" != rewind ]]; do
    start=$((start + 1))
    [ "$start" -lt "$COMP_CWORD" ] || return
  done
  if [ "$COMP_CWORD" -eq $((start + 1)) ]; then
    words="${names}"
  else
    case "\${COMP_WORDS[start + 1]}" in
${cases.join('\n')}
      help) words="${names}" ;;
    esac
    [[ "$current" == -* || "\${COMP_WORDS[start + 1]}" == help ]] || words=""
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _rewind rewind
complete -p npx >/dev/null 2>&1 || complete -o default -F _rewind npx
`
}

function wordsOf(list: readonly Completion[]): string {
  return list.map(({ word }) => word).join(' ')
}

// It is loaded by `eval`, also before `compinit`, or as the file `_rewind` of a folder of `fpath`.
function zshScript(commands: readonly Command[]): string {
  const names = described(completeWords(commands, ['']))
  const cases = commands.map(({ name }) => `    ${name}) choices=(${described(flagsOf(commands, name))}) ;;`)
  return `#compdef rewind
# eval "$(npx rewind completion zsh)"
_rewind() {
  local -a choices
  local start=\${words[(i)(*/|)rewind]}
  if (( start >= CURRENT )); then
    _default
    return
  fi
  if (( CURRENT == start + 1 )) || [[ "$words[start+1]" == help ]]; then
    choices=(${names})
    _describe command choices
    return
  fi
  case "$words[start+1]" in
${cases.join('\n')}
  esac
  if [[ "$PREFIX" == -* ]]; then _describe option choices; else _files; fi
}
if [[ "$funcstack[1]" == _rewind ]]; then
  _rewind "$@"
else
  (( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
  compdef _rewind rewind
  (( $+_comps[npx] )) || compdef _rewind npx
fi
`
}

// `word:description`, with the colons of the description escaped.
function described(list: readonly Completion[]): string {
  return list.map(({ word, description }) => quote(`${word}:${description.replaceAll(':', '\\:')}`)).join(' ')
}

function fishScript(commands: readonly Command[]): string {
  const names = completeWords(commands, ['']).flatMap(({ word, description }) =>
    ['__rewind_at', "'__rewind_at help'"].map(
      (place) => `  complete -c $program -n ${place} -f -a ${word} -d ${quote(description)}`,
    ),
  )
  const flags = commands.flatMap(({ name }) =>
    flagsOf(commands, name).map(
      ({ word, description }) =>
        `  complete -c $program -n '__rewind_at ${name}' -l ${word.slice(2)} -d ${quote(description)}`,
    ),
  )
  return `# npx rewind completion fish | source
function __rewind_at
  set -l words (commandline -opc)
  while set -q words[1]; and not string match -rq '(^|/)rewind$' -- $words[1]
    set -e words[1]
  end
  set -q words[1]; or return 1
  if set -q argv[1]
    test "$words[2]" = $argv[1]
  else
    not set -q words[2]
  end
end
for program in rewind npx
${[...names, ...flags].join('\n')}
end
`
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
