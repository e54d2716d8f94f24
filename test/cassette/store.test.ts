import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { diskStore, listCassettes } from '../../src/cassette/store.ts'
import { RewindCassetteError } from '../../src/errors.ts'
import { greeting, hashOf, header, makeCall, serialize } from './samples.ts'

let folder = ''
let file = ''
const image = makeCall({ response: { body: new Uint8Array(70_000).fill(254) } })
const otherImage = makeCall({ response: { body: new Uint8Array(70_000).fill(253) } })

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rewind-store-'))
  file = join(folder, 'chat.yaml')
})

afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

const readCalls = (path: string): unknown => diskStore.read(path)?.entries.map((entry) => entry.call())
// Of large bodies, a runner that prints each byte of a difference is of little help.
const readHashes = (path: string): unknown => diskStore.read(path)?.entries.map((entry) => hashOf(entry.response().body))
const sideFiles = (): string[] => readdirSync(folder).filter((name) => name.endsWith('.bin'))

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
    diskStore.write(deep, header, [greeting])
    expect(readFileSync(deep, 'utf8')).toBe(serialize([greeting]).text)
    expect(readdirSync(join(folder, 'a/b'))).toEqual(['chat.yaml'])
  })

  test('replaces what was there', () => {
    diskStore.write(file, header, [greeting, image])
    diskStore.write(file, header, [greeting])
    expect(readCalls(file)).toEqual([greeting])
  })

  test('does not touch a file that is the same already', () => {
    diskStore.write(file, header, [greeting])
    utimesSync(file, 1000, 1000)
    diskStore.write(file, header, [greeting])
    expect(statSync(file).mtimeMs).toBe(1_000_000)
  })

  test('puts large binary beside it, and takes it back', () => {
    diskStore.write(file, header, [image])
    expect(sideFiles()).toHaveLength(1)
    expect(readHashes(file)).toEqual([hashOf(image.response.body)])
    diskStore.write(file, header, [greeting])
    expect(sideFiles()).toEqual([])
  })

  test('leaves binary alone that another cassette names', () => {
    diskStore.write(file, header, [image])
    diskStore.write(join(folder, 'other.yaml'), header, [image])
    diskStore.write(file, header, [otherImage])
    expect(sideFiles()).toHaveLength(2)
    expect(readHashes(join(folder, 'other.yaml'))).toEqual([hashOf(image.response.body)])
  })

  test('leaves binary alone that no cassette names yet: another worker may be about to', () => {
    writeFileSync(join(folder, '0123456789abcdef.bin'), 'x')
    diskStore.write(file, header, [image])
    diskStore.write(file, header, [greeting])
    expect(sideFiles()).toEqual(['0123456789abcdef.bin'])
  })

  test('leaves binary alone that a formatted cassette names', () => {
    diskStore.write(file, header, [image])
    const other = join(folder, 'other.yaml')
    writeFileSync(other, readFileSync(file, 'utf8').replace(/body:\n {4}file: (.*)\n/, 'body: { file: $1 }\n'))
    diskStore.write(file, header, [greeting])
    expect(readHashes(other)).toEqual([hashOf(image.response.body)])
  })

  test('that fails halfway leaves the old cassette as it was', () => {
    diskStore.write(file, header, [greeting])
    const [name = ''] = serialize([image]).files.keys()
    mkdirSync(join(folder, name, 'inner'), { recursive: true })
    expect(errorOf(() => diskStore.write(file, header, [image]))).toMatchObject({ code: 'REWIND_CASSETTE_WRITE', file })
    expect(readCalls(file)).toEqual([greeting])
    expect(readdirSync(folder).toSorted()).toEqual([name, 'chat.yaml'].toSorted())
  })

  test('where a folder stands is an error, and leaves nothing behind', () => {
    mkdirSync(join(file, 'inner'), { recursive: true })
    const error = errorOf(() => diskStore.write(file, header, [greeting]))
    expect(error).toMatchObject({ code: 'REWIND_CASSETTE_WRITE', file })
    expect(error.message).toMatch(/EISDIR|ENOTEMPTY|EEXIST|EPERM/)
    expect(error.cause).toBeInstanceOf(Error)
    expect(readdirSync(folder)).toEqual(['chat.yaml'])
  })

  test('below a file is an error, and the file stays', () => {
    writeFileSync(file, 'kept')
    const error = errorOf(() => diskStore.write(join(file, 'chat.yaml'), header, [greeting]))
    expect(error).toMatchObject({ code: 'REWIND_CASSETTE_WRITE', remedy: expect.stringContaining('REWIND_CASSETTES') })
    expect(error.message).toMatch(/ENOTDIR|EEXIST/)
    expect(readFileSync(file, 'utf8')).toBe('kept')
  })
})

describe('listing', () => {
  test('gives the cassettes of a folder, sorted, and those below it when asked', () => {
    for (const name of ['b.yaml', 'a.yaml', 'inner/c.yaml']) diskStore.write(join(folder, name), header, [image])
    expect(listCassettes(folder, 'flat')).toEqual(['a.yaml', 'b.yaml'])
    expect(listCassettes(folder, 'deep')).toEqual(['a.yaml', 'b.yaml', join('inner', 'c.yaml')])
  })

  test('of a folder that is not there gives none', () => {
    expect(listCassettes(join(folder, 'none'), 'deep')).toEqual([])
  })
})

describe('removing', () => {
  test('takes the cassette and what only it named', () => {
    diskStore.write(file, header, [image])
    diskStore.remove(file)
    expect(readdirSync(folder)).toEqual([])
  })

  test('of what is not there is nothing', () => {
    diskStore.remove(join(folder, 'none', 'chat.yaml'))
    expect(readdirSync(folder)).toEqual([])
  })
})

describe('reading', () => {
  test('of what is not there gives nothing', () => {
    expect(diskStore.read(file)).toBeUndefined()
    expect(diskStore.read(join(folder, 'none', 'chat.yaml'))).toBeUndefined()
  })

  test('of a folder is an error', () => {
    mkdirSync(file)
    const error = errorOf(() => diskStore.read(file))
    expect(error).toMatchObject({ code: 'REWIND_CASSETTE', file, remedy: expect.stringContaining('move it away') })
  })

  test('below a file is an error', () => {
    writeFileSync(file, 'a file')
    const error = errorOf(() => diskStore.read(join(file, 'chat.yaml')))
    expect(error).toMatchObject({ code: 'REWIND_CASSETTE', remedy: expect.stringContaining('make the file readable') })
    expect(error.message).toContain('ENOTDIR')
  })

  test('of anchors that grow without bound is an error', () => {
    const lists = ['a', 'b', 'c', 'd', 'e'].map((name, index, names) => `  ${name}: &${name} [${Array.from({ length: 12 }, () => (index === 0 ? 'x' : `*${names[index - 1]}`)).join(', ')}]\n`)
    writeFileSync(file, `rewind: 1\n---\nrequest:\n${lists.join('')}`)
    expect(errorOf(() => diskStore.read(file))).toMatchObject({ code: 'REWIND_CASSETTE', file, line: 3 })
  })

  test('of an empty file is an error', () => {
    writeFileSync(file, '')
    expect(errorOf(() => diskStore.read(file))).toMatchObject({ code: 'REWIND_CASSETTE', line: 1 })
  })

  test('of what is not UTF-8 is an error', () => {
    writeFileSync(file, new Uint8Array([0x72, 0xff, 0xfe]))
    expect(errorOf(() => diskStore.read(file)).message).toContain(`${file} cannot be read`)
  })

  test('of a file too large to be a cassette is an error', () => {
    writeFileSync(file, '')
    truncateSync(file, 256 * 1024 * 1024 + 1)
    expect(errorOf(() => diskStore.read(file)).message).toContain('more than 268435456')
  })

  test('of a hand-edited file takes the whole parser', () => {
    writeFileSync(file, serialize([greeting]).text.replace('response:', 'response: # edited'))
    expect(readCalls(file)).toEqual([greeting])
  })

  test('of broken YAML names the line', () => {
    writeFileSync(file, 'rewind: 1\n---\nrequest:\n  method: "POST\n')
    expect(errorOf(() => readCalls(file))).toMatchObject({ code: 'REWIND_CASSETTE', line: expect.any(Number) })
  })

  test('follows no name out of the folder', () => {
    diskStore.write(file, header, [image])
    writeFileSync(file, readFileSync(file, 'utf8').replace(/file: .*/, 'file: ../../etc/passwd'))
    expect(errorOf(() => readCalls(file)).message).toContain('is no name of a file beside a cassette')
  })

  test('notices that a file beside it was changed', () => {
    diskStore.write(file, header, [image])
    writeFileSync(join(folder, sideFiles()[0] ?? ''), 'changed')
    expect(errorOf(() => readCalls(file)).message).toContain('was changed')
  })

  test('notices that a file beside it is gone, when it is asked for', () => {
    diskStore.write(file, header, [greeting, image])
    rmSync(join(folder, sideFiles()[0] ?? ''))
    const cassette = diskStore.read(file)
    expect(cassette?.entries[0]?.response()).toEqual(greeting.response)
    const error = errorOf(() => cassette?.entries[1]?.response())
    expect(error.message).toMatch(/ENOENT/)
    expect(error.remedy).toContain('version control')
  })
})
