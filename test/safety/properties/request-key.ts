import {
  constantFrom,
  jsonValue,
  property,
  record,
  shuffledSubarray,
  string,
  tuple,
  type Arbitrary,
  type JsonValue,
} from 'fast-check'

import { requestKey } from '../../../src/key/request-key.ts'
import { createRequestRedactor } from '../../../src/session/answer/redact-request.ts'
import { jsonRequest, NO_RULES } from '../../key/requests.ts'
import { spell, SPELLINGS } from '../spellings.ts'
import { fuzzProperty, type FuzzProperty } from './fuzz-property.ts'

const keyOf = (body: string): string => requestKey(jsonRequest(body), NO_RULES)

// The names of every object in another order, all over.
function reorder(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(reorder)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, inner]) => [name, inner === undefined ? null : reorder(inner)]),
  )
}

const CHARACTERS = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789+/=-_.~!%&"\\ '.split('')
/** Two keys of the same length, no word and no path. */
const keys: Arbitrary<readonly [string, string]> = tuple(
  shuffledSubarray(CHARACTERS, { minLength: 24, maxLength: 24 }),
  shuffledSubarray(CHARACTERS, { minLength: 24, maxLength: 24 }),
).map(([left, right]) => [`k7Q${left.join('')}9z`, `k7Q${right.join('')}9z`])

function keyWith(
  key: string,
  {
    before,
    spelling,
    after,
  }: { readonly before: string; readonly spelling: (typeof SPELLINGS)[number]; readonly after: string },
): string {
  const body = `{"a":${JSON.stringify(before)},"b":${spell(spelling, key)},"c":${JSON.stringify(after)}}`
  const { request } = createRequestRedactor({ MY_API_KEY: key }).redact(
    {
      method: 'POST',
      url: new URL('https://api.openai.com/v1/x'),
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: Buffer.from(body),
    },
    { redact: [], keyHeaders: [] },
  )
  return requestKey(request, NO_RULES)
}

export const REQUEST_KEY: readonly FuzzProperty[] = [
  fuzzProperty(
    'the order of names and white space change no key',
    15_000,
    property(jsonValue({ maxDepth: 4 }), (value) => {
      const [plain, other] = [JSON.stringify(value), JSON.stringify(reorder(value), null, 3)].map(keyOf)
      if (plain !== other) throw new Error(`${JSON.stringify(value)} has two keys`)
    }),
  ),
  fuzzProperty(
    'two values have two keys',
    15_000,
    property(jsonValue({ maxDepth: 3 }), jsonValue({ maxDepth: 3 }), (left, right) => {
      const isSame = JSON.stringify(sortAll(left)) === JSON.stringify(sortAll(right))
      if ((keyOf(JSON.stringify({ a: left })) === keyOf(JSON.stringify({ a: right }))) !== isSame)
        throw new Error('a key too few or too many')
    }),
  ),
  fuzzProperty(
    'another API key is no other cassette key',
    3000,
    property(
      keys,
      record({ before: string(), spelling: constantFrom(...SPELLINGS), after: string() }),
      ([left, right], place) => {
        if (keyWith(left, place) !== keyWith(right, place))
          throw new Error(`the key of the request tells ${left} from ${right}`)
      },
    ),
  ),
]

function sortAll(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(sortAll)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1))
  return Object.fromEntries(entries.map(([name, inner]) => [name, inner === undefined ? null : sortAll(inner)]))
}
