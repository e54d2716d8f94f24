/** With this rule of the preset, a comment in a recorded text would switch the others off. */
const OBEYS_COMMENTS = '@secretlint/secretlint-rule-filter-comments'

/** A part of a text that looks like a secret. */
export interface Leak {
  readonly start: number
  readonly end: number
  /** Kind of secret, such as `GITHUB_TOKEN`; never its text. */
  readonly kind: string
}

/**
 * Looks for secrets in a text once more, with a scanner that knows other shapes than the redaction does.
 *
 * @param text - what is to be written
 * @param find - finds what the redaction should have taken out
 * @returns what looks like a secret, by offset
 */
export async function findLeaks(
  text: string,
  find: (text: string) => readonly Pick<Leak, 'start' | 'end'>[],
): Promise<readonly Leak[]> {
  if (text === '') return []
  const missed = find(text).map(({ start, end }) => ({ start, end, kind: 'a known secret' }))
  return [...missed, ...(await scan(text))].toSorted((left, right) => left.start - right.start)
}

async function scan(content: string): Promise<readonly Leak[]> {
  // Loading takes 30 ms, which only a run that writes should pay.
  const [{ lintSource }, { rules }, { secretLintProfiler }] = await Promise.all([
    import('@secretlint/core'),
    import('@secretlint/secretlint-rule-preset-recommend'),
    import('@secretlint/profiler'),
  ])
  // Else each rule leaves two marks and a measure in the process for each text, and takes twice the time.
  secretLintProfiler.setEnabled(false)
  const { messages } = await lintSource({
    source: { filePath: '/cassette.yaml', content, ext: '.yaml', contentType: 'text' },
    options: {
      config: {
        rules: rules
          .filter(({ meta }) => meta.id !== OBEYS_COMMENTS)
          .map((rule) => ({ id: rule.meta.id, rule, options: {} })),
      },
      maskSecrets: true,
    },
  })
  return messages.map(({ range: [start, end], messageId, ruleId }) => ({ start, end, kind: messageId ?? ruleId }))
}
