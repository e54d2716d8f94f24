import type { RecordedRequest } from '../../src/cassette/call.ts'
import type { KeyRules } from '../../src/key/key-rules.ts'
import { requestKey } from '../../src/key/request-key.ts'
import { jsonRequest, NO_RULES } from './requests.ts'

export const keyOf = (request: RecordedRequest, rules: KeyRules = NO_RULES): string => requestKey(request, rules)

export const keyOfJson = (body: string, rules: KeyRules = NO_RULES): string => requestKey(jsonRequest(body), rules)

export const ignoring = (ignore: Partial<KeyRules['ignore']>): KeyRules => ({
  ...NO_RULES,
  ignore: { ...NO_RULES.ignore, ...ignore },
})

export const DATES: KeyRules = { ...NO_RULES, normalize: [{ pattern: /\d{4}-\d\d-\d\d/, as: '<date>' }] }
