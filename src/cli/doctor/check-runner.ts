import { escapePattern } from '../../text/patterns/escape-pattern.ts'
import { quoteWord } from '../../text/quote-word.ts'
import { relativePath } from '../../text/relative-path.ts'
import type { Project } from '../project.ts'
import { findRunners, findWorkspace, packageOf } from '../set-up/find-runners.ts'
import { installedVersion } from '../set-up/installed-version.ts'
import { MANIFEST, manifestOf, readManifest } from '../set-up/manifest.ts'
import { languageOf, parseScript } from '../set-up/parse-script.ts'
import { lineOf, readProjectFile, type TextFile } from '../set-up/project-file.ts'
import { configsOf, findConfig, linkedTexts, scriptsOf } from '../set-up/runner-configs.ts'
import { remedyFor, RUNNERS, type Runner } from '../set-up/runners.ts'
import { advice, problem, type Problem } from './problem.ts'

/** Looks whether a runner is there, new enough, and loads rewind. */
export function checkRunner(project: Project): readonly Problem[] {
  // Without it, nobody knows which one is used.
  if (readManifest(project).kind === 'broken') return []
  const runners = findRunners(project)
  if (runners.length === 0) return checkWithoutRunner(project)
  return runners.flatMap((name) => {
    const runner = RUNNERS[name]
    return [...checkVersion(project, runner), ...(checkSyntax(project, runner) ?? checkConfig(project, runner))]
  })
}

function checkWithoutRunner(project: Project): readonly Problem[] {
  const scripts = Object.values(manifestOf(project)?.scripts ?? {})
  if (scripts.some((words) => /\brewind run\b/u.test(words))) return []
  const workspace = findWorkspace(project)
  if (workspace !== undefined) {
    const folder = relativePath(project.root, workspace)
    const message = `the tests of this package are run from ${folder}, which has the runner`
    const remedy = `cd ${quoteWord(folder)} && npx rewind doctor`
    return [advice({ file: MANIFEST, kind: 'workspace', message, remedy })]
  }
  const message = 'no runner is used here: neither Vitest, Jest, Mocha nor node:test'
  return [problem({ file: MANIFEST, kind: 'no-runner', message, remedy: 'npm install --save-dev vitest' })]
}

function checkVersion(project: Project, { name, oldest }: Runner): readonly Problem[] {
  if (oldest === undefined) return []
  const version = installedVersion(project, name)
  if (version === undefined) {
    const message = `${name} is used, and not installed`
    return [problem({ file: MANIFEST, kind: 'not-installed', message, remedy: `npm install --save-dev ${name}` })]
  }
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return []
  const message = `${name} ${version} is too old: rewind needs ${oldest.join('.')} or later`
  const remedy = `npm install --save-dev ${packageOf(name)}@latest`
  return [problem({ file: MANIFEST, kind: 'old-runner', message, remedy })]
}

function checkSyntax(project: Project, runner: Runner): readonly Problem[] | undefined {
  const name = findConfig(project, runner)
  const file = name === undefined || /\.ya?ml$/u.test(name) ? undefined : readProjectFile(project, name)
  const script = file === undefined ? undefined : parseScript(file.text, languageOf(file.file))
  if (file === undefined || script?.kind !== 'broken') return undefined
  const message = `it cannot be parsed: ${script.why}`
  const remedy = `correct this line: until then, ${runner.title} cannot start`
  return [problem({ file: file.file, line: script.line, kind: 'runner-configuration', message, remedy })]
}

function checkConfig(project: Project, runner: Runner): readonly Problem[] {
  if (runner.configs.length === 0 || runner.name === 'playwright') return checkScripts(project, runner)
  const configs = configsOf(project, runner)
  const texts = [...configs.filter(({ file }) => file !== MANIFEST), ...linkedTexts(project, configs)]
  const text = [...texts.map((one) => one.text), partOfManifest(project, runner)].join('\n')
  const isAbove = runner.name === 'vitest' && isSetUpAbove(project)
  if (!runner.setUp.test(text) && !isAbove) return [explainMissing(runner, configs)]
  return isAbove ? [] : checkReporter(runner, [...texts, { file: MANIFEST, text: partOfManifest(project, runner) }])
}

function checkReporter(runner: Runner, texts: readonly TextFile[]): readonly Problem[] {
  const { reporter, setUp } = runner
  const text = texts.map((one) => one.text).join('\n')
  if (reporter === undefined || reporter.test(text)) return []
  const place = texts.find((one) => setUp.test(one.text))
  return [
    advice({
      file: place?.file ?? MANIFEST,
      line: place === undefined || place.file === MANIFEST ? undefined : lineOf(place.text, setUp),
      kind: 'no-reporter',
      message: 'without its reporter, rewind prints no summary',
      remedy: `npx rewind init, or ${remedyFor(runner, text)}`,
    }),
  ]
}

// Each is a command of its own, with its own flags.
function checkScripts(project: Project, runner: Runner): readonly Problem[] {
  const scripts = scriptsOf(project, runner.name)
  if (scripts.length === 0) return [explainMissing(runner, configsOf(project, runner))]
  return scripts
    .filter(({ words }) => !runner.setUp.test(words))
    .map(({ name }) => explainMissing(runner, configsOf(project, runner).slice(-1), name))
}

// What it says of other runners does not count.
function partOfManifest(project: Project, { name }: Runner): string {
  const words = scriptsOf(project, name).map((script) => script.words)
  return [JSON.stringify(manifestOf(project)?.value[name] ?? null), ...words].join('\n')
}

function explainMissing(runner: Runner, configs: readonly TextFile[], script?: string): Problem {
  const [first] = configs
  const place =
    script === undefined
      ? /export default|module\.exports|^\s*"(?:jest|mocha)"\s*:/mu
      : new RegExp(`"${escapePattern(script)}"\\s*:`, 'u')
  return problem({
    file: first?.file ?? runner.configs[0] ?? MANIFEST,
    line: lineOf(first?.text ?? '', place),
    kind: 'not-set-up',
    message: `${runner.title} does not load rewind: no call is recorded`,
    remedy: `${runner.name === 'playwright' ? '' : 'npx rewind init, or '}${remedyFor(runner, first?.text ?? '')}`,
  })
}

// The plugin of a workspace sets up all of its projects.
function isSetUpAbove(project: Project): boolean {
  const workspace = findWorkspace(project)
  if (workspace === undefined) return false
  return configsOf({ root: workspace }, RUNNERS.vitest).some(({ text }) => text.includes('rewind/plugin'))
}
