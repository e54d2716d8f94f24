import { resolve } from 'node:path'

import { relativePath } from '../../text/relative-path.ts'

/** What GitHub Actions says of a run. */
type Variables = Readonly<Record<string, string | undefined>>

/** Where the files of a project are shown. */
export interface GitHubFiles {
  /** Path from the root of the repository, by that from the project root. */
  readonly pathOf: (file: string) => string
  /** Address of a file, or of a line of it, at the commit of the run; undefined where GitHub does not say which. */
  readonly linkTo: (file: string, line?: number) => string | undefined
}

/**
 * Finds out where GitHub shows the files of a project.
 *
 * @param root - the project root
 * @param variables - the environment
 */
export function openGitHubFiles(root: string, variables: Variables): GitHubFiles {
  const {
    GITHUB_WORKSPACE: workspace = root,
    GITHUB_SERVER_URL: server,
    GITHUB_REPOSITORY: repository,
    GITHUB_SHA: commit,
  } = variables
  const pathOf = (file: string): string => relativePath(workspace, resolve(root, file))
  return {
    pathOf,
    linkTo(file, line) {
      if (server === undefined || repository === undefined || commit === undefined) return undefined
      const path = pathOf(file)
        .split('/')
        // Brackets and parentheses would end a link in Markdown.
        .map((name) => encodeURIComponent(name).replaceAll('(', '%28').replaceAll(')', '%29'))
        .join('/')
      return `${server}/${repository}/blob/${commit}/${path}${line === undefined ? '' : `#L${line}`}`
    },
  }
}
