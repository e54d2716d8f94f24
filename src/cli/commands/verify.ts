import { statSync } from 'node:fs'

import { LARGEST_FILE } from '../../cassette/disk/store.ts'
import { formatThings } from '../../report/format.ts'
import { quoteWord } from '../../text/quote-word.ts'
import type { Command, CommandInput, CommandResult } from '../command.ts'
import type { Finding } from '../json-reports.ts'
import { findCassettes } from '../names/find-cassettes.ts'
import { mapCassettes, knownCassettes, type KnownCassette } from '../names/known-cassettes.ts'
import type { Project } from '../project.ts'
import { RewindUsageError } from '../usage-error.ts'
import { checkCassette } from '../verify/check-cassette.ts'
import { checkOrphans } from '../verify/check-orphans.ts'
import { checkSecrets } from '../verify/check-secrets.ts'
import { resultOfFindings } from '../verify/findings.ts'
import { signCassette } from '../verify/sign-cassette.ts'
import { openStaged } from '../verify/staged.ts'

/** `rewind verify`. */
export const verifyCommand: Command = {
  name: 'verify',
  takes: '[what...]',
  description: 'Read every call exactly, and name what is damaged, edited, or secret.',
  options: [
    ['--staged', 'only what the next commit changes, as it would be committed'],
    ['--sign', 'accept requests that were edited, and compute their keys again'],
  ],
  examples: [
    ['verify', 'all cassettes'],
    ['verify --staged', 'in a pre-commit hook'],
    ['verify greets --sign', 'after a request was edited by hand'],
  ],
  followsItsWords: true,
  run: verify,
}

async function verify(input: CommandInput): Promise<CommandResult> {
  const { project, words, options } = input
  if (options['staged'] !== true) return check(input, project, named(input))
  if (options['sign'] === true || words.length > 0) {
    throw new RewindUsageError({ summary: '--staged takes no names and no --sign', remedy: 'npx rewind verify --help' })
  }
  using staged = openStaged(project)
  const changed = new Set(staged.changed)
  return await check(
    input,
    staged.project,
    knownCassettes(staged.project).filter(({ path }) => changed.has(path)),
  )
}

function named({ project, words, options }: CommandInput): readonly KnownCassette[] {
  const found = findCassettes(project, words)
  const one = found.find(({ call }) => call !== undefined)
  if (options['sign'] === true && one !== undefined) {
    const remedy = `npx rewind verify ${quoteWord(one.cassette.file)} --sign`
    throw new RewindUsageError({ summary: 'a cassette is signed as a whole, and one of its calls is named', remedy })
  }
  return [...new Set(found.map(({ cassette }) => cassette))]
}

async function check(
  { words, options, terminal }: CommandInput,
  project: Project,
  cassettes: readonly KnownCassette[],
): Promise<CommandResult> {
  const found = mapCassettes(cassettes, terminal, (cassette) => {
    const findings = checkCassette(cassette, project.options())
    return options['sign'] === true ? sign(project, cassette, findings) : findings
  })
  const secrets = await checkSecrets(
    project,
    cassettes.filter(({ path }) => isReadable(path)),
  )
  const isAll = words.length === 0 && options['staged'] !== true
  const findings = [...found.flat(), ...secrets, ...(isAll ? checkOrphans(project) : [])]
  return resultOfFindings(findings, `${formatThings(cassettes.length, 'cassette')}: nothing is wrong`, terminal)
}

// Anything else has a finding already.
function isReadable(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false })
  return stats?.isFile() === true && stats.size <= LARGEST_FILE
}

// What is only edited is signed; a cassette with other damage stays as it is.
function sign(project: Project, cassette: KnownCassette, findings: readonly Finding[]): readonly Finding[] {
  const isSignable = findings.length > 0 && findings.every(({ kind }) => kind === 'edited' || kind === 'key')
  if (!isSignable) return findings
  signCassette(project, cassette)
  return []
}
