import { rmSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { install, uninstall, withCassette } from 'rewind'

import { isKeptResponseHeader } from '../../src/cassette/header-names.ts'
import type { Exchange } from '../helpers/samples/exchange.ts'
import { CLIENTS, REPLAYS, type Client, type Received } from './exchange-clients.ts'
import { piecesOf, startExchangeServer } from './exchange-server.ts'

/** One exchange through one client: what differs between the wire and the replay. */
export interface ReplayedExchange {
  readonly id: string
  readonly client: string
  /** Empty where nothing differs. */
  readonly differences: readonly string[]
}

interface Run {
  readonly exchanges: readonly Exchange[]
  readonly origin: string
  readonly cassettes: string
}

/**
 * Records every exchange from a server on loopback, stops the server, and replays all in strict.
 *
 * @param exchanges - the traffic
 * @returns what differs, exchange by exchange
 */
export async function replayExchanges(exchanges: readonly Exchange[]): Promise<readonly ReplayedExchange[]> {
  const cassettes = mkdtempSync(join(tmpdir(), 'rewind-exchanges-'))
  const server = await startExchangeServer(exchanges)
  install({ hosts: [new URL(server.origin).host], recordErrors: true })
  const run: Run = { exchanges, origin: server.origin, cassettes }
  try {
    const live = await sendAll(
      run,
      'record',
      Object.entries(CLIENTS).map(([name, client]) => ({ name, client, cassette: name })),
    )
    await server[Symbol.asyncDispose]()
    const replays = Object.entries(REPLAYS)
    const replayed = await sendAll(
      run,
      'strict',
      replays.map(([name, { client, recordedBy }]) => ({ name, client, cassette: recordedBy })),
    )
    return exchanges.flatMap((exchange, index) =>
      replays.map(([name, { recordedBy }]) => ({
        id: exchange.id,
        client: name,
        differences: compare(exchange, live(index, recordedBy), replayed(index, name)),
      })),
    )
  } finally {
    uninstall()
    rmSync(cassettes, { recursive: true, force: true })
  }
}

type Results = (index: number, name: string) => Received | Error

/** Sends every exchange, by a client, on the cassettes of a name. */
interface Sender {
  readonly name: string
  readonly client: Client
  readonly cassette: string
}

async function sendAll(run: Run, mode: 'record' | 'strict', senders: readonly Sender[]): Promise<Results> {
  const results = new Map<string, Received | Error>()
  for (const sender of senders) {
    for (const index of run.exchanges.keys())
      results.set(`${index} ${sender.name}`, await send(run, { ...sender, index, mode }))
  }
  return (index, name) => results.get(`${index} ${name}`) ?? new Error('was not sent')
}

async function send(
  run: Run,
  call: Sender & { readonly index: number; readonly mode: 'record' | 'strict' },
): Promise<Received | Error> {
  const exchange = run.exchanges[call.index]
  if (exchange === undefined) return new Error('there is no such exchange')
  try {
    const options = { mode: call.mode, cassettes: run.cassettes }
    return await withCassette(
      `${call.index} ${call.cassette.replace(':', ' ')}`,
      () => call.client(exchange, { index: call.index, origin: run.origin }),
      options,
    )
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

// An address that is a secret itself: whoever has it may write there.
function withoutUploadId(value: string | undefined): string | undefined {
  return value?.replace(/upload_id=[^&]+/, 'upload_id=')
}

function compare(exchange: Exchange, live: Received | Error, replayed: Received | Error): string[] {
  if (live instanceof Error) return [`live: ${live.message}`]
  if (replayed instanceof Error) return [`replayed: ${replayed.message}`]
  const differences: string[] = []
  if (live.status !== exchange.status || replayed.status !== live.status)
    differences.push(`status ${live.status}, replayed ${replayed.status}`)
  for (const name of Object.keys(live.headers).filter((header) => isKeptResponseHeader(header))) {
    if (withoutUploadId(live.headers[name]) !== withoutUploadId(replayed.headers[name]))
      differences.push(`header ${name}: ${live.headers[name]}, replayed ${replayed.headers[name]}`)
  }
  const isDecoded = exchange.responseHeaders['content-encoding'] !== undefined
  // fetch decodes, node:http does not; a replay is never encoded.
  if (!Buffer.concat(replayed.pieces).equals(exchange.responseBody))
    differences.push(`body from ${differAt(exchange.responseBody, Buffer.concat(replayed.pieces))}`)
  if (exchange.stream !== 'buffered' && !isDecoded && !isSame(piecesOf(exchange), replayed.pieces)) {
    differences.push(`pieces: ${piecesOf(exchange).length}, replayed ${replayed.pieces.length}`)
  }
  return differences
}

function isSame(left: readonly Uint8Array[], right: readonly Uint8Array[]): boolean {
  return (
    left.length === right.length &&
    left.every((piece, index) => Buffer.from(piece).equals(right[index] ?? Buffer.alloc(0)))
  )
}

function differAt(left: Uint8Array, right: Uint8Array): string {
  const at = left.findIndex((byte, index) => byte !== right[index])
  const shown = (bytes: Uint8Array): string =>
    JSON.stringify(Buffer.from(bytes.subarray(at - 40, at + 60)).toString('latin1'))
  return `byte ${at}: ${shown(left)}, replayed ${shown(right)}`
}
