import { expect, test } from 'vitest'

import { OptionLayers } from '../../src/options/option-layers.ts'

const PROCESS = { variables: {}, isCI: false, isUpdate: false }

test('an option that is set later around a scope applies in it, until the scope sets it itself', () => {
  const outer = new OptionLayers({ process: PROCESS })
  const inner = new OptionLayers({ process: PROCESS, outer })
  expect(inner.resolve().unused).toBe('fail')
  outer.add({ unused: 'warn' })
  expect(inner.resolve().unused).toBe('warn')
  inner.add({ unused: 'fail' })
  expect([outer.resolve().unused, inner.resolve().unused]).toEqual(['warn', 'fail'])
})

test('an outer scope overrides the configuration file, and the scope itself overrides both', () => {
  const outer = new OptionLayers({ process: PROCESS })
  const inner = new OptionLayers({
    process: PROCESS,
    outer,
    config: { cassettes: 'file', repeats: 'last', unused: 'warn' },
  })
  outer.add({ cassettes: 'outer', unused: 'fail' })
  inner.add({ cassettes: 'own' })
  expect(inner.resolve()).toMatchObject({ cassettes: 'own', unused: 'fail', repeats: 'last' })
})

test('options are resolved once, until something is added', () => {
  const layers = new OptionLayers({ process: PROCESS })
  const first = layers.resolve()
  expect(layers.resolve()).toBe(first)
  layers.add({ mode: 'off' })
  expect(layers.resolve()).not.toBe(first)
})

test('a scope with variables of its own does not take those of the scope around it', () => {
  const outer = new OptionLayers({ process: PROCESS })
  const inner = new OptionLayers({ process: { ...PROCESS, variables: { REWIND_MODE: 'off' } }, outer })
  expect([outer.resolve().mode, inner.resolve().mode]).toEqual(['replay', 'off'])
})
