import { isJsonObject, parseJson } from '../../helpers/json-value.ts'
import { ASK, SERVER_CONFIG } from '../../helpers/projects/suites.ts'
import { createVitestProject, type VitestProject } from '../../helpers/projects/vitest-project.ts'

/** The environment of CI. */
export const STRICT = { CI: 'true' }

/** A configuration for the test server, with more options. */
export function configWith(options: string): string {
  return SERVER_CONFIG.replace('defineConfig({', `defineConfig({ ${options},`)
}

/** Makes a project with one test file. */
export function projectWith(body: string, options = 'recordErrors: false'): VitestProject {
  return createVitestProject({ 'rewind.config.ts': configWith(options), 'test/a.test.ts': `${ASK}\n${body}` })
}

/** Reads the report that a run has written; empty where it is not an object. */
export function readReport(project: VitestProject, file = 'report.json'): Readonly<Record<string, unknown>> {
  const report = parseJson(project.read(file))
  return isJsonObject(report) ? report : {}
}

// As it reads, wherever the lines of a narrow terminal were broken.
export function asSentence(output: string): string {
  return output.replaceAll(/\s*(?:·|\s)\s*/gu, ' ')
}
