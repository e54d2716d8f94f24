interface Builtins {
  'node:diagnostics_channel': typeof import('node:diagnostics_channel')
  'node:http': typeof import('node:http')
  'node:module': typeof import('node:module')
  'node:net': typeof import('node:net')
  'node:zlib': typeof import('node:zlib')
}

/**
 * Loads a Node.js module when it is needed. An ESM import would load it with the engine, in every test file:
 * the facade of `node:http` alone touches a getter that pulls undici in (34 ms against 4 ms).
 *
 * @param name - a built-in module
 * @returns its exports
 */
export function builtin<Name extends keyof Builtins>(name: Name): Builtins[Name] {
  return process.getBuiltinModule(name)
}
