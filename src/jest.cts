import type * as calls from './bundles/calls.ts' with { 'resolution-mode': 'import' }

/** What the set-up file needs of `expect`. */
interface Expect {
  getState(): { readonly testPath?: string; readonly snapshotState?: { readonly _updateSnapshot?: string } }
}

// The rule of `process/explain-old-node.ts`, again: to import it, the bundler would put its module runtime in front.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 18)) {
  throw new Error(
    `rewind needs Node.js 22.18 or later, and this is ${process.versions.node}  [REWIND_RUNNER]\n  fix       nvm install 24, or take it from https://nodejs.org`,
  )
}

// Jest provides this module itself, whatever is installed and injected; before the test environment is set up, without
// `expect`.
const { expect }: { readonly expect?: Expect } = require('@jest/globals')
const { testPath, snapshotState } = expect?.getState() ?? {}

// Jest cannot require ES modules. The engine is loaded by Node.js, in the realm of the process: `node:vm` is real in
// the sandbox, `node:module` and `process` are not. All test files of a worker share it, and no mock or fake timer
// reaches it.
const outer: NodeJS.Process = process.getBuiltinModule('node:vm').runInThisContext('process')
const { registerJest }: typeof calls = outer.getBuiltinModule('node:module').createRequire(__filename)('./calls.js')
// What Jest does with snapshots: 'none' under --ci, 'all' under -u and after u in watch mode.
// oxlint-disable-next-line no-underscore-dangle -- nothing else in the sandbox tells it
const snapshots = snapshotState?._updateSnapshot
registerJest({
  sandbox: globalThis,
  testPath,
  variables: process.env,
  isCI: snapshots === 'none',
  isUpdate: snapshots === 'all',
})
