import { relative, sep } from 'node:path'

/** Spells a path with `/`, as cassettes, reports and messages do on every system. */
export function withSlashes(path: string): string {
  return path.split(sep).join('/')
}

/** Spells where a path lies from a folder, with `/`; with `../` before it where it lies elsewhere. */
export function relativePath(folder: string, path: string): string {
  return withSlashes(relative(folder, path))
}
