import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

import { parseJson } from '../../text/decode/parse-json.ts'
import { isRecord } from '../../text/unknown/is-record.ts'
import type { Project } from '../project.ts'

/** Reads the version of a package as the project gets it; undefined where it is not installed. */
export function installedVersion({ root }: Pick<Project, 'root'>, name: string): string | undefined {
  try {
    const path = createRequire(join(root, 'package.json')).resolve(`${name}/package.json`)
    const manifest = parseJson(readFileSync(path, 'utf8'))
    return isRecord(manifest) && typeof manifest['version'] === 'string' ? manifest['version'] : undefined
  } catch {
    // Not installed.
    return undefined
  }
}
