import { readFileSync } from 'node:fs'

import { findLeaks } from '../../redact/find/find-leaks.ts'
import { createRedactor } from '../../redact/redactor.ts'
import { secretsOfEnvironment } from '../../redact/secrets.ts'
import type { Finding } from '../json-reports.ts'
import type { KnownCassette } from '../names/known-cassettes.ts'
import type { Project } from '../project.ts'

/** How much text is scanned at once: each scan costs as much as 100 kB. */
const BATCH = 1_000_000

/** Looks for secrets in the text of cassettes: those of the environment, and what has the shape of one. */
export async function checkSecrets(project: Project, cassettes: readonly KnownCassette[]): Promise<readonly Finding[]> {
  const redactor = createRedactor({ secrets: secretsOfEnvironment(project.variables), rules: [] })
  const findings: Finding[] = []
  for (const batch of batchesOf(cassettes)) {
    const text = batch.map((one) => one.text).join('\n')
    const leaks = await findLeaks(text, (part) => redactor.findInText(part))
    findings.push(...leaks.map(({ start, kind }) => locate(batch, start, kind)))
  }
  return findings
}

interface Text {
  readonly file: string
  readonly text: string
}

function* batchesOf(cassettes: readonly KnownCassette[]): Iterable<readonly Text[]> {
  let batch: Text[] = []
  let size = 0
  for (const { path, file } of cassettes) {
    const text = readText(path)
    batch.push({ file, text })
    size += text.length
    if (size < BATCH) continue
    yield batch
    batch = []
    size = 0
  }
  if (batch.length > 0) yield batch
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    // That it cannot be read is a finding already.
    return ''
  }
}

function locate(batch: readonly Text[], offset: number, kind: string): Finding {
  let start = 0
  const found = batch.find(({ text }) => {
    if (offset <= start + text.length) return true
    start += text.length + 1
    return false
  })
  const line = found?.text.slice(0, offset - start).split('\n').length ?? 0
  return {
    file: found?.file ?? '',
    line,
    kind: 'secret',
    message: `this looks like a secret (${kind})`,
    remedy:
      'revoke the secret, add a redact rule, and record the test again: the old secret stays in the history of git',
  }
}
