/** What may be given for an option, as data: the check, the JSON schema and the TypeScript type are read from it. */
export type Value<Given> = Shape & {
  /** Never set: carries the type of the value. */
  readonly given?: Given
}

/** The forms of a value. */
export type Shape =
  | { readonly kind: 'word'; readonly words: readonly string[] }
  | {
      readonly kind: 'plain'
      /** JSON has a form for the first only. */
      readonly type: 'boolean' | 'regular expression' | 'function'
      /** A right one, as code. */
      readonly example: string
    }
  | {
      readonly kind: 'text'
      /** What the text must be, after "must be". */
      readonly must: string
      /** A right one. */
      readonly example: string
      /** Whether the empty text is a right one. */
      readonly empty?: true
      /** Source of a regular expression (flag `u`) that right texts match; with `assert`, for editors only. */
      readonly pattern?: string
      /** @throws {RewindOptionsError} for a wrong text, with a fix of its own */
      readonly assert?: (text: string) => void
    }
  | {
      readonly kind: 'number'
      readonly must: string
      readonly example: number
      /** Whether zero is a right one; less never is. */
      readonly zero: boolean
    }
  | { readonly kind: 'list'; readonly of: Shape }
  | {
      readonly kind: 'record'
      readonly fields: Readonly<Record<string, Shape>>
      readonly required: readonly string[]
    }
  /** An object whose names the user chooses. */
  | { readonly kind: 'map'; readonly of: Shape; readonly name: string }
  | { readonly kind: 'either'; readonly of: readonly Shape[] }

/** A value that is one of some words. */
export function word<Word extends string>(...words: readonly Word[]): Value<Word> {
  return { kind: 'word', words }
}

/** A value that is true or false. */
export function flag(): Value<boolean> {
  return { kind: 'plain', type: 'boolean', example: 'true' }
}

/** A string that is not empty. */
export function text(details: Omit<Extract<Shape, { kind: 'text' }>, 'kind'>): Value<string> {
  return { kind: 'text', ...details }
}

/** A finite number that is not negative. */
export function number(details: Omit<Extract<Shape, { kind: 'number' }>, 'kind'>): Value<number> {
  return { kind: 'number', ...details }
}

/** A regular expression. */
export function pattern(): Value<RegExp> {
  return { kind: 'plain', type: 'regular expression', example: String.raw`/\d+/g` }
}

/** A function; `example` shows one. */
export function func<Function>(example: string): Value<Function> {
  return { kind: 'plain', type: 'function', example }
}

/** A list of values. */
export function list<Item>(of: Value<Item>): Value<readonly Item[]> {
  return { kind: 'list', of }
}

/** An object with known fields. */
export function record<Fields extends object>(
  fields: { readonly [Name in keyof Fields]-?: Value<Fields[Name]> },
  ...required: readonly (keyof Fields & string)[]
): Value<Fields> {
  return { kind: 'record', fields, required }
}

/** An object of values by names of the user's; `name` is an example of one. */
export function map<Item>(of: Value<Item>, name: string): Value<Readonly<Record<string, Item>>> {
  return { kind: 'map', of, name }
}

/** A value of one form or another. The forms differ by the type of their values. */
export function either<First, Second>(first: Value<First>, second: Value<Second>): Value<First | Second> {
  return { kind: 'either', of: [first, second] }
}
