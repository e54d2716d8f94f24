import { existsSync } from 'node:fs'

import { createHostMatcher } from '../../providers/host-matcher.ts'
import type { Project } from '../project.ts'
import { advice, problem, withOptions, type Check, type Problem } from './problem.ts'

const ADDRESSES =
  /^(?:OPENAI|ANTHROPIC|AZURE_OPENAI|GEMINI|GOOGLE_GEMINI|MISTRAL|GROQ|COHERE|CO|XAI|DEEPSEEK|TOGETHER|FIREWORKS|OPENROUTER|PERPLEXITY|CEREBRAS|OLLAMA)_(?:API_)?(?:BASE_URL|BASE|ENDPOINT|HOST)$/u
const KEYS = /_API_KEY$|^(?:AWS_ACCESS_KEY_ID|HF_TOKEN|GOOGLE_APPLICATION_CREDENTIALS)$/u

/** Looks at the variables of this shell. */
export const checkEnvironment: Check = withOptions((project) => [
  ...checkMode(project),
  ...checkAddresses(project),
  ...checkKeys(project),
])

function checkMode({ variables }: Project): readonly Problem[] {
  const mode = variables['REWIND_MODE'] ?? ''
  if (mode === '') return []
  const message = `every run in this shell has mode ${mode}, whatever the configuration says`
  return [advice({ file: 'REWIND_MODE', kind: 'mode-in-shell', message, remedy: 'unset REWIND_MODE' })]
}

// What SDKs read by themselves.
function checkAddresses({ variables, options }: Project): readonly Problem[] {
  const matcher = createHostMatcher(options().hosts)
  return Object.entries(variables).flatMap(([name, value = '']) => {
    if (!ADDRESSES.test(name) || !URL.canParse(value)) return []
    const url = new URL(value)
    if (matcher.find(url) !== undefined || options().match !== undefined) return []
    const message = `it leads to ${url.host}, which is not recorded`
    return [
      problem({ file: name, kind: 'unmatched-address', message, remedy: `hosts: ['${url.host}'] in rewind.config.ts` }),
    ]
  })
}

function checkKeys({ variables, cassettes }: Project): readonly Problem[] {
  const hasKey = Object.entries(variables).some(([name, value = '']) => KEYS.test(name) && value !== '')
  if (hasKey || existsSync(cassettes())) return []
  const message = 'nothing is recorded yet, and no key of a provider is set to record it'
  return [
    advice({
      file: 'OPENAI_API_KEY',
      kind: 'no-keys',
      message,
      remedy: 'run your tests once with a key set: OPENAI_API_KEY=… npm test',
    }),
  ]
}
