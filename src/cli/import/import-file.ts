import { readFileSync, statSync } from 'node:fs'
import { dirname, resolve, sep } from 'node:path'

import type { Call } from '../../cassette/call.ts'
import { LARGEST_FILE } from '../../cassette/disk/store.ts'
import { requestKey } from '../../key/request-key.ts'
import { createHostMatcher, type HostMatcher } from '../../providers/host-matcher.ts'
import { identifyProvider } from '../../providers/name-provider.ts'
import { formatBytes, formatCount } from '../../report/format.ts'
import { applyMatch } from '../../scope/apply-match.ts'
import type { ImportedFile } from '../json-reports.ts'
import { convertCall, type Conversion, type Converted } from './convert/convert-call.ts'
import { Remarks } from './convert/remarks.ts'
import { explainUnknown } from './explain-unknown.ts'
import type { ForeignCall, UnreadableCall } from './foreign-call.ts'
import { FORMATS } from './formats.ts'
import { parseRecording } from './read/parse-recording.ts'
import type { ReadCall, RecordingFormat, RecordingSource } from './recording-format.ts'

/** A recording that was read. */
export interface Imported {
  readonly report: ImportedFile
  /** In the order of the recording. */
  readonly calls: readonly Call[]
  /** How many calls to LLM hosts could not be read. */
  readonly leftOut: number
}

/** What recordings are read with. */
export interface ImportRules extends Pick<Conversion, 'options' | 'redactor' | 'fill'> {
  /** The only formats that are tried. */
  readonly formats: readonly RecordingFormat[]
}

/**
 * Reads one recording.
 *
 * @param path - absolute
 * @param shown - the path as messages show it
 */
export async function importFile(path: string, shown: string, rules: ImportRules): Promise<Imported> {
  const stored = readStored(path)
  if (stored.kind === 'refused') return refused(shown, stored.why)
  const parsed = await parseRecording(path, stored.bytes)
  if (parsed.kind === 'broken') return refused(shown, parsed.why, parsed.line)
  const source: RecordingSource = { ...parsed, readBeside: (name) => readBeside(path, name) }
  for (const format of rules.formats) {
    const read = format.read(source)
    if (read !== undefined) return await convertAll(read, { ...rules, shown, format, path })
  }
  const other = FORMATS.find((format) => format.read(source) !== undefined)
  return refused(shown, explainUnknown(source, { tried: rules.formats, all: FORMATS, other }))
}

type StoredFile =
  | { readonly kind: 'read'; readonly bytes: Uint8Array }
  | { readonly kind: 'refused'; readonly why: string }

function readStored(path: string): StoredFile {
  try {
    const stats = statSync(path)
    if (!stats.isFile()) return { kind: 'refused', why: 'it is not a file' }
    if (stats.size > LARGEST_FILE) {
      const why = `it has ${formatBytes(stats.size)}, more than ${formatBytes(LARGEST_FILE)}`
      return { kind: 'refused', why }
    }
    return { kind: 'read', bytes: readFileSync(path) }
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    return { kind: 'refused', why: `it cannot be read: ${why}` }
  }
}

// A name that leads out of the folder would read anything into a cassette.
function readBeside(path: string, name: string): Uint8Array | undefined {
  const folder = dirname(path)
  const file = resolve(folder, name)
  if (!file.startsWith(folder + sep)) return undefined
  const stored = readStored(file)
  return stored.kind === 'read' ? stored.bytes : undefined
}

function refused(file: string, why: string, line?: number): Imported {
  const report = { file, format: null, calls: 0, otherHosts: 0, lost: [], filled: [], refused: why }
  return { report: line === undefined ? report : { ...report, line }, calls: [], leftOut: 0 }
}

interface ReadRecording extends ImportRules {
  readonly shown: string
  readonly format: RecordingFormat
  readonly path: string
}

async function convertAll(read: readonly ReadCall[], recording: ReadRecording): Promise<Imported> {
  const { options, redactor, fill, shown, format, path } = recording
  const hosts = createHostMatcher(options.hosts)
  const [lost, filled] = [new Remarks(), new Remarks()]
  const date = statSync(path).mtime.toISOString()
  const conversion: Conversion = { options, redactor, fill, date, lost, filled }
  const calls: Call[] = []
  const leftOut: LeftOut[] = []
  let otherHosts = 0
  for (const [index, one] of read.entries()) {
    if ('exact' in one) {
      calls.push({ ...one.exact, key: requestKey(one.exact.request, options) })
      continue
    }
    const converted = await convertOne(one, { hosts, conversion })
    switch (converted.kind) {
      case 'other-host':
        otherHosts += 1
        break
      case 'left-out':
        leftOut.push({ number: index + 1, why: converted.why })
        break
      case 'call':
        calls.push(converted.call)
        break
      default:
        converted satisfies never
    }
  }
  return {
    calls,
    leftOut: leftOut.length,
    report: {
      file: shown,
      format: format.name,
      calls: calls.length,
      otherHosts,
      lost: [...lost.list(), ...explainLeftOut(leftOut)],
      filled: filled.list(),
    },
  }
}

interface LeftOut {
  /** 1-based number in the recording. */
  readonly number: number
  readonly why: string
}

const NAMED_CALLS = 3

function explainLeftOut(leftOut: readonly LeftOut[]): readonly string[] {
  return [...Map.groupBy(leftOut, ({ why }) => why)].map(([why, calls]) => {
    const numbers = calls.slice(0, NAMED_CALLS).map(({ number }) => number)
    const more = calls.length > NAMED_CALLS ? ` and ${formatCount(calls.length - NAMED_CALLS)} more` : ''
    return `${calls.length === 1 ? 'call' : 'calls'} ${numbers.join(', ')}${more}, ${why}`
  })
}

// As the request of a WebSocket is on the wire.
function handshakeUrl(url: URL): URL {
  const named = new URL(url)
  named.protocol = url.protocol.replace(/^ws/u, 'http')
  return named
}

const SHOWN_URL = 80

// As far as the path, without the user before the host.
function withoutCredentials(url: string): string {
  return url
    .replace(/[?#].*$/su, '')
    .replace(/\/\/.*@/su, '//')
    .slice(0, SHOWN_URL)
}

async function convertOne(
  foreign: ForeignCall | UnreadableCall,
  { hosts, conversion }: { readonly hosts: HostMatcher; readonly conversion: Conversion },
): Promise<Converted | { readonly kind: 'other-host' }> {
  if ('unreadable' in foreign) return { kind: 'left-out', why: foreign.unreadable }
  if (!URL.canParse(foreign.url))
    return { kind: 'left-out', why: `its URL cannot be read: ${withoutCredentials(foreign.url)}` }
  const url = new URL(foreign.url)
  const named = hosts.find(url)?.provider
  const { match } = conversion.options
  const isMatched =
    match === undefined
      ? named !== undefined
      : await applyMatch(match, {
          method: foreign.method,
          url: handshakeUrl(url),
          headers: foreign.request.headers ?? {},
          body: async () => foreign.request.body ?? new Uint8Array(),
        })
  if (!isMatched) return { kind: 'other-host' }
  return convertCall({ foreign, url, provider: identifyProvider(named ?? 'unknown', url) }, conversion)
}
