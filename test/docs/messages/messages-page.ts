// Writes docs/reference/messages.md: node test/docs/messages/messages-page.ts, after a build. Every message there was
// printed by a real run.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { startProviderServer } from '../../helpers/servers/provider-server.ts'
import { collectDivergences } from './collect-divergences.ts'
import { collectErrors, type ShownMessage } from './collect-errors.ts'
import { collectSummaries } from './collect-summaries.ts'

export const MESSAGES_PAGE = join(import.meta.dirname, '../../../docs/reference/messages.md')

/** Runs everything that is shown on the page, and writes its text. */
export async function writeMessagesPage(): Promise<string> {
  await using server = await startProviderServer({ msBetweenChunks: 30 })
  const divergences = await collectDivergences(server)
  const errors = await collectErrors(server)
  const summaries = await collectSummaries(server)
  return [
    '# Messages',
    '',
    'What rewind prints, each with an example. A script makes this page from real runs, and a test keeps it up to date.',
    '',
    '## Divergences',
    '',
    'By the `reason` that the [error](errors.md) and the [report](report.md#as-data) give. A test fails with one of these where a request',
    'has no recorded answer.',
    '',
    ...divergences.flatMap(describeMessage),
    '## Errors',
    '',
    'By their [code](errors.md).',
    '',
    ...errors.toSorted((a, b) => (a.name < b.name ? -1 : 1)).flatMap(describeMessage),
    '## Lines of the summary',
    '',
    'By their label, in the order in which [the summary](report.md) has them.',
    '',
    ...summaries.flatMap(describeMessage),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n')
}

function describeMessage({ name, text }: ShownMessage): readonly string[] {
  return [`### \`${name}\``, '', '```text', plain(text), '```', '']
}

// Ports and folders are those of one run.
function plain(text: string): string {
  return text
    .replaceAll(/127\.0\.0\.1:\d+/g, 'llm.corp.example')
    .replaceAll(/localhost:\d+/g, 'localhost:8080')
    .replaceAll(/\/\S*\/rewind-test-\w+/g, '~/app')
    .replaceAll(process.execPath, 'node')
}

if (import.meta.main) writeFileSync(MESSAGES_PAGE, await writeMessagesPage())
