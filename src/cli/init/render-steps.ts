import type { Terminal } from '../terminal.ts'
import type { Step } from './step.ts'

/** Renders what was done, or would be, and what to do next. */
export function renderSteps(
  steps: readonly Step[],
  { terminal, isDry }: { readonly terminal: Terminal; readonly isDry: boolean },
): string {
  const lines = steps.flatMap((step) => explainStep(step, { terminal, isDry }))
  return [...lines, '', explainNext(steps, isDry)].join('\n')
}

function explainNext(steps: readonly Step[], isDry: boolean): string {
  if (steps.every(({ change }) => change.kind === 'same')) return 'nothing had to be changed'
  if (isDry) return 'nothing was written'
  return steps.some(({ change }) => change.kind === 'by-hand')
    ? 'next  do by hand what is said above, and then run your tests'
    : 'next  run your tests'
}

function explainStep(
  { file, what, change }: Step,
  { terminal: { paint }, isDry }: { readonly terminal: Terminal; readonly isDry: boolean },
): readonly string[] {
  const place = paint('bold', file)
  switch (change.kind) {
    case 'same':
      return [`${place} has ${what}`]
    case 'git-config':
      return [`${place} ${isDry ? 'would get' : 'got'} ${what}`]
    case 'write':
      return [`${place} ${isDry ? 'would be' : 'was'} ${change.isNew ? 'made' : 'changed'}: ${what}`]
    case 'by-hand':
      return [`${place} ${paint('yellow', 'by hand')}: ${change.why}`, `  fix  ${change.remedy}`]
    default:
      return change satisfies never
  }
}
