import { readFileSync } from 'node:fs'

import { Ajv, type ValidateFunction } from 'ajv'

import { readMapping } from '../../src/cassette/read/read-yaml.ts'

let validate: ValidateFunction | undefined

/** Holds every document of a cassette against the schema in the package; throws where one is not as it says. */
export function assertValid(text: string): void {
  validate ??= new Ajv({ strict: true, allErrors: false, strictRequired: false }).compile(
    JSON.parse(readFileSync(new URL('../../cassette.schema.json', import.meta.url), 'utf8')),
  )
  for (const document of text.split(/^---\n/m)) {
    // As another program has it: with prototypes.
    const value: unknown = JSON.parse(JSON.stringify(readMapping(document)))
    if (!validate(value))
      throw new Error(
        `no cassette by its schema: ${JSON.stringify(validate.errors?.at(-1))}\n${document.slice(0, 2000)}`,
      )
  }
}
