import { relativePath } from '../../text/relative-path.ts'
import { configValue } from '../git/config-value.ts'
import { git, splitNames } from '../git/git.ts'
import { findWorkTree } from '../git/work-tree.ts'
import type { Project } from '../project.ts'
import { lineOf, readProjectFile } from '../set-up/project-file.ts'
import { advice, problem, withOptions, type Check, type Problem } from './problem.ts'

/** Looks whether cassettes are committed, what is not to be committed is not, and how git treats them. */
export const checkGit: Check = withOptions((project) => {
  const tree = findWorkTree(project.root)
  if (tree.kind === 'none') {
    const remedy = `${tree.remedy}, and commit the cassettes`
    return [advice({ file: '.git', kind: 'no-git', message: tree.why, remedy })]
  }
  const folder = relativePath(project.root, project.cassettes())
  return [
    ...checkIgnored(project, folder),
    ...checkLocal(project),
    ...checkAttributes(project, folder),
    ...checkUntracked(project, folder),
  ]
})

function checkIgnored({ root }: Project, folder: string): readonly Problem[] {
  const cassettes = ignoredBy(root, `${folder}/a.test.ts/a.yaml`)
  if (cassettes !== undefined)
    return [
      problem({
        ...cassettes,
        kind: 'ignored',
        message: `git ignores ${folder}/: cassettes are not committed, and CI has none`,
        remedy: `delete this line, or add !${folder}/ below it`,
      }),
    ]
  const files = ['png', 'json', 'bin'].map((ending) => ignoredBy(root, `${folder}/.files/0123456789abcdef.${ending}`))
  const first = files.find((place) => place !== undefined)
  if (first === undefined) return []
  const message = `git ignores files in ${folder}/.files/, which cassettes name`
  return [problem({ ...first, kind: 'ignored-files', message, remedy: `add !${folder}/.files/* below this line` })]
}

function ignoredBy(root: string, path: string): { readonly file: string; readonly line: number } | undefined {
  try {
    const printed = git(root, ['check-ignore', '-v', '--no-index', path]).toString()
    const [file = '', line = '', rule = ''] = printed.split(':')
    return rule.startsWith('!') ? undefined : { file, line: Number(line) }
  } catch {
    // It exits with 1 where nothing ignores it.
    return undefined
  }
}

function checkLocal({ root }: Project): readonly Problem[] {
  if (splitNames(git(root, ['ls-files', '-z', '--', '.rewind'])).length === 0) return []
  const message = 'files that are only for this machine are committed'
  return [problem({ file: '.rewind', kind: 'committed', message, remedy: 'git rm -r --cached .rewind' })]
}

function checkAttributes(project: Project, folder: string): readonly Problem[] {
  const file = '.gitattributes'
  const text = readProjectFile(project, file)?.text ?? ''
  const lines = text.split('\n').filter((line) => line.includes(folder))
  if (lines.length === 0) {
    const message = 'on Windows, git may change the line endings of cassettes'
    const remedy = `npx rewind init, or add a line: ${folder}/**/*.yaml text eol=lf`
    return [advice({ file, kind: 'line-endings', message, remedy })]
  }
  if (lines.some((line) => /\.yaml\b.*filter=lfs/u.test(line))) {
    const message = 'cassettes are in Git LFS: they cannot be reviewed, and forks have a quota'
    const remedy = 'keep the text in git; LFS is for the files in .files/ only'
    return [advice({ file, line: lineOf(text, /filter=lfs/u), kind: 'lfs', message, remedy })]
  }
  return checkDrivers(project, text)
}

function checkDrivers({ root }: Project, text: string): readonly Problem[] {
  const missing = ['diff', 'merge'].filter(
    (name) =>
      text.includes(`${name}=rewind`) &&
      configValue(root, `${name}.rewind.${name === 'diff' ? 'textconv' : 'driver'}`) === undefined,
  )
  const [first] = missing
  if (first === undefined) return []
  const line = lineOf(text, new RegExp(`${first}=rewind`, 'u'))
  const message = `this clone does not know the ${first} driver that is named here`
  return [advice({ file: '.gitattributes', line, kind: 'no-driver', message, remedy: 'npx rewind init' })]
}

function checkUntracked({ root }: Project, folder: string): readonly Problem[] {
  const names = splitNames(git(root, ['ls-files', '--others', '--exclude-standard', '-z', '--', folder]))
  const [file] = names
  if (file === undefined) return []
  const message =
    names.length === 1
      ? 'a recording is not committed: CI does not have it'
      : `${names.length} recordings are not committed: CI does not have them`
  return [advice({ file, kind: 'not-committed', message, remedy: `git add ${folder}` })]
}
