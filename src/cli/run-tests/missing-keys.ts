import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

import { asCredential, PROVIDERS, type Credential, type Provider } from '../../providers/catalogue.ts'
import { createHostMatcher } from '../../providers/host-matcher.ts'
import { formatThings } from '../../report/format.ts'
import { findTestName, knownCassettes, type KnownCassette } from '../names/known-cassettes.ts'
import { plainName } from '../names/test-names.ts'
import type { Project } from '../project.ts'

/**
 * Finds the keys that calls will need which are recorded again, and that nothing seems to set: before the first of them
 * is paid. A test may still set one.
 *
 * @param tests - the files that run, all where none is named, and the name of the only test
 * @returns a line for each provider
 */
export function explainMissingKeys(
  project: Project,
  tests: { readonly files: readonly string[]; readonly name: string | undefined },
): readonly string[] {
  const hosts = createHostMatcher([])
  const providers = knownCassettes(project)
    .filter((cassette) => isOf(cassette, tests))
    .flatMap(urlsOf)
    .flatMap((url) => hosts.find(new URL(url))?.provider ?? [])
  return [...Map.groupBy(providers, (id) => id)].flatMap(([id, calls]) => {
    const provider = PROVIDERS.find((one) => one.id === id)
    const key = provider === undefined ? undefined : missingKey(provider, project)
    if (provider === undefined || key === undefined) return []
    const [count, them] = [formatThings(calls.length, 'call'), calls.length === 1 ? 'it is' : 'they are']
    return [`${key} is not set: unless a test sets it, ${them} not sent (${count} to ${provider.name})`]
  })
}

function isOf(cassette: KnownCassette, { files, name }: Parameters<typeof explainMissingKeys>[1]): boolean {
  if (files.length > 0 && !files.some((file) => cassette.file.includes(file))) return false
  return name === undefined || plainName(findTestName(cassette) ?? '') === plainName(name)
}

function urlsOf(cassette: KnownCassette): readonly string[] {
  try {
    return cassette.open().entries.map((entry) => entry.call().request.url)
  } catch {
    // What cannot be read is recorded anew; the run says so.
    return []
  }
}

function missingKey({ credentials = [] }: Provider, project: Project): string | undefined {
  const all = credentials.map(asCredential)
  const isSet = (name: string): boolean => (project.variables[name] ?? '') !== '' || namesInFiles(project).has(name)
  const isGiven = ({ variables, unless = [], unlessFiles = [] }: Credential): boolean =>
    [...variables, ...unless].some(isSet) || unlessFiles.some((path) => existsSync(join(homedir(), path)))
  return all.some(isGiven) ? undefined : all[0]?.variables[0]
}

// Tests load them by libraries of their own.
function namesInFiles({ root }: Project): ReadonlySet<string> {
  const files = readdirSync(root).filter((name) => /^\.env(?:\.|$)/.test(name))
  const texts = files.map((name) => readFileSync(join(root, name), 'utf8'))
  return new Set(
    texts.flatMap((text) => [...text.matchAll(/^\s*(?:export\s+)?(\w+)\s*=/gmu)].map(([, name = '']) => name)),
  )
}
