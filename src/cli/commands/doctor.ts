import type { Command, CommandInput, CommandResult } from '../command.ts'
import { checkSetUp } from '../doctor/checks.ts'
import { resultOfFindings } from '../verify/findings.ts'

/** `rewind doctor`. */
export const doctorCommand: Command = {
  name: 'doctor',
  description: 'Say what is wrong with the set-up of this project.',
  examples: [['doctor', 'the exit code is 1 for errors, 0 for advice']],
  run: doctor,
}

function doctor({ project, terminal }: CommandInput): CommandResult {
  const findings = checkSetUp(project)
  const isAdvice = findings.every(({ level }) => level === 'advice')
  const result = resultOfFindings(findings, 'nothing is wrong with the set-up', terminal)
  return isAdvice ? { ...result, exit: 0 } : result
}
