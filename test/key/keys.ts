import type { RecordedRequest } from '../../src/cassette/call.ts'
import type { KeyRules } from '../../src/key/key-rules.ts'
import { requestKey } from '../../src/key/request-key.ts'
import { jsonRequest, NO_RULES } from './requests.ts'

/** The key of a request. */
export const keyOf = (request: RecordedRequest, rules: KeyRules = NO_RULES): string => requestKey(request, rules)

/** The key of a request with a JSON body. */
export const keyOfJson = (body: string, rules: KeyRules = NO_RULES): string => requestKey(jsonRequest(body), rules)

/** Rules that leave something out, and nothing else. */
export const ignoring = (ignore: Partial<KeyRules['ignore']>): KeyRules => ({
  ...NO_RULES,
  ignore: { ...NO_RULES.ignore, ...ignore },
})

/** Rules that make all dates equal. */
export const DATES: KeyRules = { ...NO_RULES, normalize: [{ pattern: /\d{4}-\d\d-\d\d/, as: '<date>' }] }
