import type { Project } from '../project.ts'
import { advice, lineOf, problem, type Problem } from './problem.ts'
import { configsOf, usedRunners, versionOf, type Runner } from './runner-configs.ts'

/** Looks whether a runner is there, new enough, and loads rewind. */
export function checkRunner(project: Project): readonly Problem[] {
  const runners = usedRunners(project)
  if (runners.length > 0)
    return runners.flatMap((runner) => [...checkVersion(project, runner), ...checkConfig(project, runner)])
  const message = 'neither Vitest nor Jest is installed here'
  return [problem({ file: 'package.json', kind: 'no-runner', message, remedy: 'npm install --save-dev vitest' })]
}

function checkVersion(project: Project, { name, oldest }: Runner): readonly Problem[] {
  const version = versionOf(project, name) ?? ''
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return []
  const message = `${name} ${version} is too old: rewind needs ${oldest.join('.')} or later`
  return [
    problem({ file: 'package.json', kind: 'old-runner', message, remedy: `npm install --save-dev ${name}@latest` }),
  ]
}

function checkConfig(project: Project, runner: Runner): readonly Problem[] {
  const configs = configsOf(project, runner)
  const [first] = configs
  const text = configs.map((config) => config.text).join('\n')
  const file = first?.file ?? `${runner.name}.config.ts`
  if (!runner.setUp.test(text)) {
    const message = `${runner.name} does not load rewind: no call is recorded`
    const remedy = `npx rewind init, or ${runner.remedy}`
    return [
      problem({
        file,
        line: lineOf(first?.text ?? '', /export default|module\.exports/u),
        kind: 'not-set-up',
        message,
        remedy,
      }),
    ]
  }
  if (runner.reporter.test(text)) return []
  const message = 'without its reporter, rewind prints no summary'
  const line = lineOf(first?.text ?? '', runner.setUp)
  return [advice({ file, line, kind: 'no-reporter', message, remedy: runner.remedy })]
}
