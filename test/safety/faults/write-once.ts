import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { createDiskStore } from '../../../src/cassette/disk/store.ts'
import { RewindCassetteError } from '../../../src/errors.ts'
import { LARGE_CASSETTES, numberOf } from './large-cassettes.ts'

// Tries to write over the cassette of a folder whose disk refuses, and prints what came of it.
const [root = ''] = process.argv.slice(2)
const file = join(root, 'cassettes', 'chat.yaml')
const store = createDiskStore(root)
const before = readFileSync(file)
let message = ''
let code = ''
try {
  for (const cassette of LARGE_CASSETTES.toReversed()) store.write(file, cassette)
} catch (error) {
  if (!(error instanceof RewindCassetteError)) throw error
  ;({ message, code } = error)
}
const cassette = store.read(file)
process.stdout.write(
  JSON.stringify({
    code,
    message,
    isSame: readFileSync(file).equals(before),
    number: cassette === undefined ? undefined : numberOf(cassette),
  }),
)
