import { messageOf } from '../../../errors.ts'
import { unpack } from '../../../process/decompress.ts'
import { decodeUtf8 } from '../../../text/decode/decode-utf8.ts'
import { indentQuotedLines } from './indent-quoted-lines.ts'

/** What a file holds. */
export type ParsedRecording =
  /** `value` is undefined where it is neither JSON nor YAML. */
  { readonly kind: 'parsed'; readonly bytes: Uint8Array; readonly value: unknown } | BrokenRecording

interface BrokenRecording {
  readonly kind: 'broken'
  readonly why: string
  /** 1-based, where it is known. */
  readonly line: number | undefined
}

/** Formats of their own: they are read from the bytes. */
const OTHER_FORMAT = /^httprr trace /u

/** Parses a file that may be JSON, JSON5 or YAML, or any of them packed by gzip. */
export async function parseRecording(file: string, stored: Uint8Array): Promise<ParsedRecording> {
  const bytes = unpack(stored)?.bytes ?? stored
  const text = decodeText(bytes)?.replace(/^\uFEFF/u, '')
  if (text === undefined || OTHER_FORMAT.test(text)) return { kind: 'parsed', bytes, value: undefined }
  const parsed = await parserOf(file, text)(text)
  return parsed.kind === 'value' ? { kind: 'parsed', bytes, value: parsed.value } : parsed
}

// PowerShell writes UTF-16 where a command sends its output to a file. Recordings begin with a letter of ASCII.
function decodeText(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return decodeUtf16(bytes, 'utf-16le')
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0)) return decodeUtf16(bytes, 'utf-16be')
  return decodeUtf8(bytes)
}

function decodeUtf16(bytes: Uint8Array, encoding: 'utf-16le' | 'utf-16be'): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    // It is not text.
    return undefined
  }
}

type Parsed = { readonly kind: 'value'; readonly value: unknown } | BrokenRecording

function parserOf(file: string, text: string): (text: string) => Parsed | Promise<Parsed> {
  if (/\.json5(?:\.gz)?$/iu.test(file)) return parseJson5
  return /^\s*[[{]/u.test(text) && !/\.ya?ml(?:\.gz)?$/iu.test(file) ? parseJson : parseYaml
}

// V8 says where a text breaks only of some; the other parser does of all.
async function parseJson(text: string): Promise<Parsed> {
  try {
    return { kind: 'value', value: JSON.parse(text) }
  } catch {
    const parsed = await parseJson5(text)
    if (parsed.kind === 'broken') return { ...parsed, why: parsed.why.replace('JSON5', 'JSON') }
    return {
      kind: 'broken',
      why: 'it is broken JSON: it has comments, or commas at the end of a list',
      line: undefined,
    }
  }
}

async function parseJson5(text: string): Promise<Parsed> {
  const { default: json5 } = await import('json5')
  try {
    return { kind: 'value', value: json5.parse(text) }
  } catch (error) {
    const why = messageOf(error).replace(/^JSON5: /u, '')
    const line = /at (\d+):\d+$/u.exec(why)?.[1]
    return { kind: 'broken', why: `it is broken JSON5: ${why}`, line: line === undefined ? undefined : Number(line) }
  }
}

// PyYAML writes what the standard does not allow. A file that cannot be read even so keeps its first error.
async function parseYaml(text: string): Promise<Parsed> {
  const parsed = await parseStrictYaml(text)
  if (parsed.kind === 'value') return parsed
  const indented = await parseStrictYaml(indentQuotedLines(text))
  return indented.kind === 'value' ? indented : parsed
}

// Tags of other languages are ignored, except for the two that mean bytes.
async function parseStrictYaml(text: string): Promise<Parsed> {
  const { LineCounter, parseDocument } = await import('yaml')
  const lines = new LineCounter()
  const document = parseDocument(text, {
    lineCounter: lines,
    schema: 'core',
    customTags: BINARY_TAGS,
    uniqueKeys: false,
    logLevel: 'silent',
    prettyErrors: false,
  })
  const [error] = document.errors
  if (error !== undefined)
    return { kind: 'broken', why: `it is broken YAML: ${error.message}`, line: lines.linePos(error.pos[0]).line }
  try {
    // Writers of cassettes use aliases for headers that repeat.
    return { kind: 'value', value: document.toJS({ maxAliasCount: MAX_ALIASES }) }
  } catch (problem) {
    return { kind: 'broken', why: `it is broken YAML: ${messageOf(problem)}`, line: undefined }
  }
}

const MAX_ALIASES = 100_000

// Ruby writes the second one.
const BINARY_TAGS = ['tag:yaml.org,2002:binary', '!binary'].map((tag) => ({
  tag,
  resolve(base64: string, onError: (message: string) => void): Uint8Array {
    if (!/^[A-Za-z0-9+/\s]*={0,2}\s*$/u.test(base64)) onError('a value that is said to be binary is not base64')
    return Buffer.from(base64, 'base64')
  },
}))
