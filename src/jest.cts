import type * as calls from './bundles/calls.ts' with { 'resolution-mode': 'import' }

/** What the set-up file needs of `expect`. */
interface Expect {
  getState(): { readonly testPath?: string; readonly snapshotState?: { readonly _updateSnapshot?: string } }
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
