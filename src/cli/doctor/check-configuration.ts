import { RewindError } from '../../errors.ts'
import type { Finding } from '../json-reports.ts'
import type { Project } from '../project.ts'

/** Loads the configuration, and looks at the variables of this shell. */
export function checkConfiguration({ options, variables }: Project): readonly Finding[] {
  try {
    options()
  } catch (error) {
    if (!(error instanceof RewindError)) throw error
    const message = (error.message.split('\n')[0] ?? '').replace(`  [${error.code}]`, '')
    return [{ file: 'rewind.config', kind: 'configuration', message, remedy: error.remedy }]
  }
  const mode = variables['REWIND_MODE'] ?? ''
  if (mode === '') return []
  return [
    {
      file: 'REWIND_MODE',
      kind: 'advice',
      message: `every run in this shell has mode ${mode}, whatever the configuration says`,
      remedy: 'unset REWIND_MODE',
    },
  ]
}
