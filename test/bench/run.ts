// `npm run bench`: runs every part, or those that are named: `npm run bench -- replay set-up`; then shows which goals
// are met.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const PARTS = ['replay', 'open', 'size', 'first-chunk', 'set-up', 'suite', 'flat', 'protocols']

const named = process.argv.slice(2)
const unknown = named.find((part) => !PARTS.includes(part))
if (unknown !== undefined) throw new Error(`no part ${unknown}; there are ${PARTS.join(', ')}`)
installPeers()
const failed = (named.length === 0 ? PARTS : named).filter((part) => !measures(part))
run(process.execPath, [join(import.meta.dirname, 'goals.ts')])
if (failed.length > 0) throw new Error(`not measured: ${failed.join(', ')}`)

// A part that fails does not keep the others from being measured.
function measures(part: string): boolean {
  const { status } = spawnSync(process.execPath, [join(import.meta.dirname, `${part}.ts`)], { stdio: 'inherit' })
  if (status !== 0) process.stdout.write(`\nthe part ${part} failed, and the next one follows\n`)
  return status === 0
}

// In a folder of their own, since nobody but the benchmark needs them.
function installPeers(): void {
  const folder = join(import.meta.dirname, 'peers')
  if (!existsSync(join(folder, 'node_modules')))
    run('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', '--silent'])
}

function run(program: string, parameters: readonly string[]): void {
  const { status } = spawnSync(program, parameters, { stdio: 'inherit' })
  if (status !== 0) throw new Error(`${program} ${parameters.join(' ')} failed`)
}
