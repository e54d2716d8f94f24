import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

/** A code block of a page. */
export interface Block {
  /** Path of the page, relative to the repository. */
  readonly page: string
  /** 1-based line of its opening fence. */
  readonly line: number
  readonly language: string
  readonly text: string
}

/** A page of the documentation. */
export interface Page {
  /** Path, relative to the repository. */
  readonly path: string
  readonly text: string
}

const REPOSITORY = join(import.meta.dirname, '../..')
const LOOSE_PAGES = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md']
const FOLDERS = ['docs', 'examples']

/** Reads every page of the documentation. */
export function readPages(): readonly Page[] {
  const inFolders = FOLDERS.flatMap((folder) =>
    readdirSync(join(REPOSITORY, folder), { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.md') && !entry.parentPath.includes('node_modules'))
      .map((entry) => relative(REPOSITORY, join(entry.parentPath, entry.name)).split(sep).join('/')),
  )
  return [...LOOSE_PAGES, ...inFolders.toSorted()].map((path) => ({
    path,
    text: readFileSync(join(REPOSITORY, path), 'utf8'),
  }))
}

/** Finds the code blocks of a page. */
export function blocksOf({ path, text }: Page): readonly Block[] {
  return [...text.matchAll(/^```(.*)\n([\s\S]*?)^```$/gm)].map((match) => ({
    page: path,
    line: text.slice(0, match.index).split('\n').length,
    language: match[1] ?? '',
    text: match[2] ?? '',
  }))
}

/** Names the file that a block is the content of: its first line is a comment with a path. */
export function fileOf(block: Block): string | undefined {
  return /^(?:\/\/|#) ([\w./-]+\.\w+)$/.exec(block.text.split('\n')[0] ?? '')?.[1]
}

/**
 * Finds the one block of a page that contains a text.
 *
 * @param page - path of the page, relative to the repository
 * @throws {Error} when there is none, or more than one
 */
export function blockWith(page: string, language: string, contains: string): Block {
  const path = join(REPOSITORY, page)
  const found = blocksOf({ path: page, text: readFileSync(path, 'utf8') }).filter(
    (block) => block.language === language && block.text.includes(contains),
  )
  const [block] = found
  if (block === undefined || found.length > 1)
    throw new Error(`${page} has ${found.length} ${language} blocks with ${contains}, where one is expected`)
  return block
}
