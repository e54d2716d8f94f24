import { assert, type IAsyncProperty, type IRawProperty, type Parameters } from 'fast-check'

/** Something that holds for every input, and how often `npm run fuzz` asks. */
export interface FuzzProperty {
  readonly name: string
  readonly runs: number
  readonly check: (parameters: Pick<Parameters, 'numRuns' | 'seed'>) => Promise<void>
}

/** Makes a property of the fuzzing. */
export function fuzzProperty<Input>(
  name: string,
  runs: number,
  property: IAsyncProperty<Input> | IRawProperty<Input>,
): FuzzProperty {
  return { name, runs, check: async (parameters) => assert(property, parameters) }
}
