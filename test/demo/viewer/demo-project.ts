import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { createVitestProject, type VitestProject } from '../../helpers/projects/vitest-project.ts'
import { createCertificate } from '../../helpers/servers/certificates.ts'
import { startDemoServer } from './demo-server.ts'

const SUITE = join(import.meta.dirname, 'suite')
const PRELOAD = pathToFileURL(join(import.meta.dirname, '../../helpers/loopback-network.mjs')).href
const HOSTS = ['api.openai.com', 'api.anthropic.com']

/**
 * Makes a project whose suite was recorded from a provider on loopback, and was then replayed in strict with one prompt
 * changed and one call left out: by real runs.
 */
export async function createDemoProject(): Promise<VitestProject> {
  using certificate = await createCertificate(HOSTS)
  await using server = await startDemoServer(certificate)
  const files = readdirSync(SUITE).map((name) => {
    const path = name.endsWith('.test.ts') ? `test/${name}` : name
    return [path, readFileSync(join(SUITE, name), 'utf8')] as const
  })
  const project = createVitestProject(Object.fromEntries(files))
  const recorded = await project.vitest(['run'], {
    NODE_OPTIONS: `--import=${PRELOAD}`,
    NODE_EXTRA_CA_CERTS: certificate.caFile,
    LOOPBACK_HOSTS: JSON.stringify(Object.fromEntries(HOSTS.map((host) => [`${host}:443`, server.port]))),
    OPENAI_API_KEY: 'sk-demo-0123456789abcdef',
    ANTHROPIC_API_KEY: 'sk-ant-demo-0123456789abcdef',
  })
  if (recorded.exitCode !== 0) throw new Error(`the demo was not recorded:\n${recorded.output}`)
  return project
}

/** Replays the suite in strict, with one prompt changed and one call left out. */
export function replayChanged(project: VitestProject): ReturnType<VitestProject['vitest']> {
  return project.vitest(['run'], { CI: 'true', DEMO_CITY: 'Porto', NODE_OPTIONS: `--import=${PRELOAD}` })
}
