import { createRequestRedactor } from '../../session/answer/redact-request.ts'
import { didYouMean, nearestWord } from '../../text/nearest-word.ts'
import { textOption, textOptions, type CommandInput } from '../command.ts'
import { RewindUsageError } from '../usage-error.ts'
import { FORMATS } from './formats.ts'
import type { ImportRules } from './import-file.ts'
import type { RecordingFormat } from './recording-format.ts'

/** The formats that `--format` takes. */
export const FORMAT_NAMES: readonly string[] = FORMATS.map(({ name }) => name)

/**
 * Resolves what recordings are read with, from the options of the project and those of the command.
 *
 * @throws {RewindUsageError} when `--header` has another form, or `--format` names no format
 */
export function resolveImportRules(input: CommandInput): ImportRules {
  const { project } = input
  return {
    options: project.options(),
    redactor: createRequestRedactor(project.variables),
    fill: Object.fromEntries(textOptions(input, 'header').map(parseHeader)),
    formats: formatsOf(textOption(input, 'format')),
  }
}

function parseHeader(header: string): readonly [name: string, value: string] {
  const [, name, value] = /^([!#$%&'*+.^_`|~\w-]+):\s*(.+)$/u.exec(header) ?? []
  if (name !== undefined && value !== undefined) return [name.toLowerCase(), value.trim()]
  // What else it may be is not repeated: most likely a credential.
  throw new RewindUsageError({
    summary: "--header takes 'name: value', and one of them has another form",
    remedy: "npx rewind import file.har --header 'anthropic-beta: tools-2024-04-04'",
  })
}

function formatsOf(name: string | undefined): readonly RecordingFormat[] {
  if (name === undefined) return FORMATS
  const format = FORMATS.find((one) => one.name === name)
  if (format !== undefined) return [format]
  const nearest = nearestWord(name, FORMAT_NAMES)
  throw new RewindUsageError({
    summary: `there is no format ${JSON.stringify(name)}${didYouMean(nearest)}`,
    remedy: `name one of ${FORMAT_NAMES.join(', ')}, or leave --format out`,
  })
}
