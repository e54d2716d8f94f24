import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  lstatSync,
  readFileSync,
  rmSync,
  symlinkSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { listCassettes } from '../../src/cassette/disk/list-cassettes.ts'
import { createDiskStore, type CassetteStore } from '../../src/cassette/disk/store.ts'
import { RewindCassetteError } from '../../src/errors.ts'
import { greeting, hashOf, makeCall, serialize } from './samples.ts'

let folder = ''
let file = ''
let store: CassetteStore
const image = makeCall({ response: { body: new Uint8Array(70_000).fill(254) } })
const otherImage = makeCall({ response: { body: new Uint8Array(70_000).fill(253) } })

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rewind-store-'))
  file = join(folder, 'chat.yaml')
  store = createDiskStore(folder)
})

afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

const readCalls = (path: string): unknown => store.read(path)?.entries.map((entry) => entry.call())
// Of large bodies, a runner that prints each byte of a difference is of little help.
const readHashes = (path: string): unknown => store.read(path)?.entries.map((entry) => hashOf(entry.response().body))
const sideFiles = (): string[] => (existsSync(join(folder, '.files')) ? readdirSync(join(folder, '.files')) : [])

test('a cassette that is a symbolic link is written where it leads, also when nothing is there yet', () => {
  const target = join(folder, 'shared.yaml')
  symlinkSync('shared.yaml', file)
  store.write(file, serialize([greeting]))
  store.write(file, serialize([greeting, greeting]))
  expect(lstatSync(file).isSymbolicLink()).toBe(true)
  expect(lstatSync(target).isFile()).toBe(true)
  expect(store.read(file)?.entries).toHaveLength(2)
})

function errorOf(action: () => unknown): RewindCassetteError {
  try {
    action()
  } catch (error) {
    if (error instanceof RewindCassetteError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

describe('writing', () => {
  test('makes the folders, and leaves the cassette alone in them', () => {
    const deep = join(folder, 'a/b/chat.yaml')
    store.write(deep, serialize([greeting]))
    expect(readFileSync(deep, 'utf8')).toBe(serialize([greeting]).text)
    expect(readdirSync(join(folder, 'a/b'))).toEqual(['chat.yaml'])
  })

  test('replaces what was there', () => {
    store.write(file, serialize([greeting, image]))
    store.write(file, serialize([greeting]))
    expect(readCalls(file)).toEqual([greeting])
  })

  test('does not touch a file that is the same already', () => {
    store.write(file, serialize([greeting]))
    utimesSync(file, 1000, 1000)
    store.write(file, serialize([greeting]))
    expect(statSync(file).mtimeMs).toBe(1_000_000)
  })

  test('puts large binary beside it, and takes it back', () => {
    store.write(file, serialize([image]))
    expect(sideFiles()).toHaveLength(1)
    expect(readHashes(file)).toEqual([hashOf(image.response.body)])
    store.write(file, serialize([greeting]))
    expect(sideFiles()).toEqual([])
  })

  test('leaves binary alone that another cassette names', () => {
    store.write(file, serialize([image]))
    store.write(join(folder, 'other.yaml'), serialize([image]))
    store.write(file, serialize([otherImage]))
    expect(sideFiles()).toHaveLength(2)
    expect(readHashes(join(folder, 'other.yaml'))).toEqual([hashOf(image.response.body)])
  })

  test('leaves binary alone that no cassette names yet: another worker may be about to', () => {
    mkdirSync(join(folder, '.files'))
    writeFileSync(join(folder, '.files', '0123456789abcdef.bin'), 'x')
    store.write(file, serialize([image]))
    store.write(file, serialize([greeting]))
    expect(sideFiles()).toEqual(['0123456789abcdef.bin'])
  })

  test('leaves binary alone that a formatted cassette names', () => {
    store.write(file, serialize([image]))
    const other = join(folder, 'other.yaml')
    writeFileSync(other, readFileSync(file, 'utf8').replace(/body:\n {4}file: (.*)\n/, 'body: { file: $1 }\n'))
    store.write(file, serialize([greeting]))
    expect(readHashes(other)).toEqual([hashOf(image.response.body)])
  })

  test('that fails halfway leaves the old cassette as it was', () => {
    store.write(file, serialize([greeting]))
    const [name = ''] = serialize([image]).files.keys()
    mkdirSync(join(folder, '.files', name, 'inner'), { recursive: true })
    expect(errorOf(() => store.write(file, serialize([image])))).toMatchObject({
      code: 'REWIND_CASSETTE_WRITE',
      file: 'chat.yaml',
    })
    expect(readCalls(file)).toEqual([greeting])
    expect(readdirSync(folder).toSorted()).toEqual(['.files', 'chat.yaml'])
  })

  test.each([
    ['reading', () => store.read(file)],
    ['writing', () => store.write(file, serialize([greeting]))],
  ])('names no absolute path: %s', (_name, action) => {
    mkdirSync(join(file, 'inner'), { recursive: true })
    expect(errorOf(action).message).toMatch(/^chat\.yaml cannot be/)
    expect(errorOf(action).message).not.toContain(folder)
  })

  test('says when another process wrote meanwhile', () => {
    const other = createDiskStore(folder)
    store.read(file)
    expect(other.write(file, serialize([image]))).toBe('written')
    expect(store.write(file, serialize([greeting]))).toBe('replaced-another')
    expect(readCalls(file)).toEqual([greeting])
  })

  test('says nothing about its own writes', () => {
    store.read(file)
    store.write(file, serialize([image]))
    expect(store.write(file, serialize([greeting]))).toBe('written')
    store.remove(file)
    expect(store.write(file, serialize([greeting]))).toBe('written')
  })

  test('removes what a killed process left, and nothing that is being written', () => {
    const [old, young] = ['.chat.yaml.4242.0a1b2c3d.tmp', '.chat.yaml.4343.0a1b2c3d.tmp'].map((name) =>
      join(folder, name),
    )
    for (const path of [old, young]) writeFileSync(path ?? '', 'half')
    utimesSync(old ?? '', 1000, 1000)
    store.write(file, serialize([greeting]))
    expect(readdirSync(folder).toSorted()).toEqual(['.chat.yaml.4343.0a1b2c3d.tmp', 'chat.yaml'])
  })

  test('where there is a folder of its name is an error, and leaves nothing behind', () => {
    mkdirSync(join(file, 'inner'), { recursive: true })
    const error = errorOf(() => store.write(file, serialize([greeting])))
    expect(error).toMatchObject({ code: 'REWIND_CASSETTE_WRITE', file: 'chat.yaml' })
    expect(error.message).toMatch(/EISDIR|ENOTEMPTY|EEXIST|EPERM/)
    expect(error.cause).toBeInstanceOf(Error)
    expect(readdirSync(folder)).toEqual(['chat.yaml'])
  })

  test('below a file is an error, and the file stays', () => {
    writeFileSync(file, 'kept')
    const error = errorOf(() => store.write(join(file, 'chat.yaml'), serialize([greeting])))
    expect(error).toMatchObject({ code: 'REWIND_CASSETTE_WRITE', remedy: expect.stringContaining('REWIND_CASSETTES') })
    expect(error.message).toMatch(/ENOTDIR|EEXIST/)
    expect(readFileSync(file, 'utf8')).toBe('kept')
  })
})

describe('listing', () => {
  test('gives the cassettes of a folder, sorted, and those below it when asked', () => {
    for (const name of ['b.yaml', 'a.yaml', 'inner/c.yaml']) store.write(join(folder, name), serialize([image]))
    expect(listCassettes(folder, 'flat')).toEqual(['a.yaml', 'b.yaml'])
    expect(listCassettes(folder, 'deep')).toEqual(['a.yaml', 'b.yaml', join('inner', 'c.yaml')])
  })

  test('of a folder that is not there gives none', () => {
    expect(listCassettes(join(folder, 'none'), 'deep')).toEqual([])
  })
})

describe('removing', () => {
  test('removes the cassette, and the files that only it named', () => {
    store.write(file, serialize([image]))
    store.remove(file)
    expect(readdirSync(folder)).toEqual([])
  })

  test('of what is not there is nothing', () => {
    store.remove(join(folder, 'none', 'chat.yaml'))
    expect(readdirSync(folder)).toEqual([])
  })
})

describe('reading', () => {
  test('of what is not there gives nothing', () => {
    expect(store.read(file)).toBeUndefined()
    expect(store.read(join(folder, 'none', 'chat.yaml'))).toBeUndefined()
  })

  test('of a folder is an error', () => {
    mkdirSync(file)
    const error = errorOf(() => store.read(file))
    expect(error).toMatchObject({
      code: 'REWIND_CASSETTE',
      file: 'chat.yaml',
      remedy: expect.stringContaining('move it away'),
    })
  })

  test('below a file is an error', () => {
    writeFileSync(file, 'a file')
    const error = errorOf(() => store.read(join(file, 'chat.yaml')))
    expect(error).toMatchObject({ code: 'REWIND_CASSETTE', remedy: expect.stringContaining('make the file readable') })
    expect(error.message).toContain('ENOTDIR')
  })

  test('of anchors that grow without bound is an error', () => {
    const lists = ['a', 'b', 'c', 'd', 'e'].map(
      (name, index, names) =>
        `  ${name}: &${name} [${Array.from({ length: 12 }, () => (index === 0 ? 'x' : `*${names[index - 1]}`)).join(', ')}]\n`,
    )
    writeFileSync(file, `rewind: 2\n---\nrequest:\n${lists.join('')}`)
    expect(errorOf(() => store.read(file))).toMatchObject({ code: 'REWIND_CASSETTE', file: 'chat.yaml', line: 3 })
  })

  test('of an empty file is an error', () => {
    writeFileSync(file, '')
    expect(errorOf(() => store.read(file))).toMatchObject({ code: 'REWIND_CASSETTE', line: 1 })
  })

  test('of what is not UTF-8 is an error', () => {
    writeFileSync(file, new Uint8Array([0x72, 0xff, 0xfe]))
    expect(errorOf(() => store.read(file)).message).toContain('chat.yaml cannot be read')
  })

  test('of a file too large to be a cassette is an error', () => {
    writeFileSync(file, '')
    truncateSync(file, 256 * 1024 * 1024 + 1)
    expect(errorOf(() => store.read(file)).message).toContain('more than 268435456')
  })

  test('of a hand-edited file takes the whole parser', () => {
    writeFileSync(file, serialize([greeting]).text.replace('response:', 'response: # edited'))
    expect(readCalls(file)).toEqual([greeting])
  })

  test('of broken YAML names the line', () => {
    writeFileSync(file, 'rewind: 2\n---\nrequest:\n  method: "POST\n')
    expect(errorOf(() => readCalls(file))).toMatchObject({ code: 'REWIND_CASSETTE', line: expect.any(Number) })
  })

  test('follows no name out of the folder', () => {
    store.write(file, serialize([image]))
    writeFileSync(file, readFileSync(file, 'utf8').replace(/file: .*/, 'file: ../../etc/passwd'))
    expect(errorOf(() => readCalls(file)).message).toContain('is not a name of a file beside a cassette')
  })

  test('notices that a file beside it was changed', () => {
    store.write(file, serialize([image]))
    writeFileSync(join(folder, '.files', sideFiles()[0] ?? ''), 'changed')
    expect(errorOf(() => readCalls(file)).message).toContain('was changed')
  })

  test('notices that a file beside it is gone, when it is asked for', () => {
    store.write(file, serialize([greeting, image]))
    rmSync(join(folder, '.files', sideFiles()[0] ?? ''))
    const cassette = store.read(file)
    expect(cassette?.entries[0]?.response()).toEqual(greeting.response)
    const error = errorOf(() => cassette?.entries[1]?.response())
    expect(error.message).toMatch(/ENOENT/)
    expect(error.remedy).toContain('version control')
  })
})
