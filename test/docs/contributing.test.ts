import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { blocksOf, readPages } from './blocks.ts'

const SOURCES = join(import.meta.dirname, '../../src')
const REPOSITORY = join(SOURCES, '..')
const PAGE = readPages().find(({ path }) => path === 'CONTRIBUTING.md') ?? { path: '', text: '' }
/** The layout, and the way of a call: paths within `src`, some without their extension. */
const MAPS = blocksOf(PAGE).filter(({ language }) => language === 'text')

test('CONTRIBUTING has a line for every folder of src', () => {
  const folders = readdirSync(SOURCES, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  const missing = folders.filter(({ name }) => MAPS[0]?.text.includes(`${name}/`) !== true)

  expect(missing.map(({ name }) => name)).toEqual([])
})

test('CONTRIBUTING names files and folders that exist, with the way to them', () => {
  const inMaps = MAPS.flatMap(({ text }) => [...text.matchAll(/[a-z0-9-]+(?:\/[\w.-]*)+/g)].map(([path]) => path)).map(
    (path) => join(SOURCES, path),
  )
  const inText = [...PAGE.text.matchAll(/`((?:src|test|docs)\/[\w./-]+)`/g)].map(([, path = '']) =>
    join(REPOSITORY, path),
  )
  const missing = [...inMaps, ...inText].filter((path) => !existsSync(path) && !existsSync(`${path}.ts`))
  // Whoever is new here cannot guess the folder of a file.
  const others = [...PAGE.text.matchAll(/`([\w/-]+(?:\.[\w-]+)*\.ts)`/g)].map(([, path = '']) => join(REPOSITORY, path))

  expect(missing).toEqual([])
  expect(others.filter((path) => !existsSync(path))).toEqual([])
  expect(inMaps.length + inText.length).toBeGreaterThan(30)
})
