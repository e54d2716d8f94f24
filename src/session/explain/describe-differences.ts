import { explainTextDifference } from '../../difference/text-difference.ts'
import type { RequestDifference } from '../../errors.ts'
import { formatCount } from '../../report/format.ts'
import { hangLines } from './hang-lines.ts'

const SHOWN_DIFFERENCES = 5

/** Characters from which a text is shown in part. */
const LONG = 100

/**
 * Shows where something recorded differs from what came.
 *
 * @param label - what was recorded, such as `call 2`
 * @returns lines for a message
 */
export async function describeDifferences(label: string, differences: readonly RequestDifference[]): Promise<string[]> {
  const { diffLines, diffWords } = await import('diff')
  const lines: string[] = []
  for (const [index, difference] of differences.slice(0, SHOWN_DIFFERENCES).entries()) {
    lines.push(
      `  ${index === 0 ? `nearest   ${label}: ` : '          '}${difference.path}${describeLengths(difference)}`,
    )
    for (const line of explainTextDifference(difference.recorded ?? '', difference.received ?? '', {
      diffLines,
      diffWords,
    })) {
      lines.push(...hangLines(line, 12))
    }
  }
  if (differences.length === 0) lines.push(`  nearest   ${label}: no difference that can be shown`)
  if (differences.length > SHOWN_DIFFERENCES)
    lines.push(`            and ${differences.length - SHOWN_DIFFERENCES} more differences`)
  return lines
}

// Of texts that are shown in part.
function describeLengths({ recorded = '', received = '' }: RequestDifference): string {
  if (Math.max(recorded.length, received.length) <= LONG) return ''
  return ` (${formatCount(recorded.length)} → ${formatCount(received.length)} characters)`
}
