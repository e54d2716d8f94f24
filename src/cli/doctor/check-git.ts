import { existsSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

import { RewindError } from '../../errors.ts'
import { git, namesOf } from '../diff/git.ts'
import type { Finding } from '../json-reports.ts'
import type { Project } from '../project.ts'

/** Looks whether cassettes are committed, what is not to be committed is not, and line endings are kept. */
export function checkGit(project: Project): readonly Finding[] {
  try {
    git(project.root, ['rev-parse', '--show-toplevel'])
  } catch (error) {
    if (!(error instanceof RewindError)) throw error
    return [
      {
        file: '.git',
        kind: 'advice',
        message: 'this is no git repository',
        remedy: 'git init, and commit the cassettes',
      },
    ]
  }
  return [...checkIgnored(project), ...checkLocal(project), ...checkAttributes(project)]
}

function folderOf(project: Project): string | undefined {
  try {
    return relative(project.root, project.cassettes()).split(sep).join('/')
  } catch {
    // The configuration is broken, which is a finding already.
    return undefined
  }
}

function checkIgnored(project: Project): readonly Finding[] {
  const folder = folderOf(project)
  if (folder === undefined) return []
  try {
    const [source = '', line = ''] = git(project.root, [
      'check-ignore',
      '-v',
      '--no-index',
      `${folder}/a.test.ts/a.yaml`,
    ])
      .toString()
      .split(':')
    return [
      {
        file: source,
        line: Number(line),
        kind: 'ignored',
        message: `git ignores ${folder}/: cassettes are not committed, and CI has none`,
        remedy: `delete this line, or add !${folder}/ below it`,
      },
    ]
  } catch {
    // It exits with 1 where nothing ignores it.
    return []
  }
}

function checkLocal({ root }: Project): readonly Finding[] {
  const committed = namesOf(git(root, ['ls-files', '-z', '--', '.rewind']))
  return committed.length === 0
    ? []
    : [
        {
          file: '.rewind',
          kind: 'committed',
          message: 'what is of this machine only is committed',
          remedy: 'git rm -r --cached .rewind',
        },
      ]
}

function checkAttributes(project: Project): readonly Finding[] {
  const folder = folderOf(project)
  const path = join(project.root, '.gitattributes')
  const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
  if (folder === undefined || text.includes(folder)) return []
  return [
    {
      file: '.gitattributes',
      kind: 'advice',
      message: 'on Windows, git may change the line endings of cassettes',
      remedy: `add a line: ${folder}/**/*.yaml text eol=lf`,
    },
  ]
}
