import { messageOf } from '../../errors.ts'
import { isRecord } from '../../text/unknown/is-record.ts'
import type { Project } from '../project.ts'
import { readProjectFile } from './project-file.ts'

/** What `package.json` says. */
export interface Manifest {
  readonly text: string
  readonly value: Readonly<Record<string, unknown>>
  /** Commands by the names of scripts. */
  readonly scripts: Readonly<Record<string, string>>
  /** Names of all packages that it depends on. */
  readonly dependencies: ReadonlySet<string>
}

/** A `package.json`, as far as it can be read. */
export type ManifestState =
  | { readonly kind: 'none' }
  | { readonly kind: 'read'; readonly manifest: Manifest }
  /** 1-based line, and what is wrong there. */
  | { readonly kind: 'broken'; readonly line: number; readonly why: string }

/** Its name, as findings have it. */
export const MANIFEST = 'package.json'

/** Reads the `package.json` of a project. */
export function readManifest(project: Pick<Project, 'root'>): ManifestState {
  const file = readProjectFile(project, MANIFEST)
  if (file === undefined) return { kind: 'none' }
  // As npm does.
  const text = file.text.replace(/^\uFEFF/u, '')
  try {
    const value: unknown = JSON.parse(text)
    if (!isRecord(value)) return { kind: 'broken', line: 1, why: 'it is not an object' }
    return {
      kind: 'read',
      manifest: { text: file.text, value, scripts: scriptsOf(value), dependencies: namesOf(value) },
    }
  } catch (error) {
    const why = messageOf(error)
    const position = /at position (\d+)/u.exec(why)?.[1]
    const before = position === undefined ? text.trimEnd() : text.slice(0, Number(position))
    const line = before.split('\n').length
    return { kind: 'broken', line, why: why.replace(/ in JSON at position.*$/u, '') }
  }
}

/** Gives what a `package.json` says; undefined where there is none, or none that can be read. */
export function manifestOf(project: Pick<Project, 'root'>): Manifest | undefined {
  const state = readManifest(project)
  return state.kind === 'read' ? state.manifest : undefined
}

function scriptsOf({ scripts }: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  const entries = isRecord(scripts) ? Object.entries(scripts) : []
  return Object.fromEntries(entries.flatMap(([name, words]) => (typeof words === 'string' ? [[name, words]] : [])))
}

function namesOf(manifest: Readonly<Record<string, unknown>>): ReadonlySet<string> {
  const lists = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'].map(
    (field) => manifest[field],
  )
  return new Set(lists.flatMap((list) => (isRecord(list) ? Object.keys(list) : [])))
}
