import { createDiskStore } from '../../../src/cassette/disk/store.ts'
import { LARGE_CASSETTES } from './large-cassettes.ts'

// Writes two cassettes in turn to one file, until it is killed.
const [folder = ''] = process.argv.slice(2)
const store = createDiskStore(folder)
process.stdout.write('ready')
for (let round = 0; ; round += 1) {
  const next = LARGE_CASSETTES[round % 2]
  if (next !== undefined) store.write(`${folder}/chat.yaml`, next)
}
