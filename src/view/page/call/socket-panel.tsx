import { useState } from 'preact/hooks'

import { formatBytes, formatCount } from '../../../report/format.ts'
import { parseJson } from '../../../text/decode/parse-json.ts'
import type { Bytes, SocketDetail, SocketLine } from '../../data/test-detail.ts'
import { decodeBase64 } from '../data/packed.ts'
import { JsonView } from '../part/json-view.tsx'
import { LongText } from '../part/long-text.tsx'
import { HexView } from './hex-view.tsx'

/** Messages that are drawn at first. */
const FIRST = 300

/** What was said over a WebSocket, in both directions. */
export function SocketPanel({ socket }: { readonly socket: SocketDetail }) {
  const [limit, setLimit] = useState(FIRST)
  const { messages, protocol } = socket
  return (
    <div class="socket">
      {protocol === '' ? null : (
        <p class="facts">
          subprotocol <code>{protocol}</code>
        </p>
      )}
      <ol class="socket-lines">
        {messages.slice(0, limit).map((line, index) => (
          <SocketRow key={index} line={line} />
        ))}
      </ol>
      {messages.length > limit ? (
        <button type="button" class="more" onClick={() => setLimit(messages.length)}>
          Show {formatCount(messages.length - limit)} more messages
        </button>
      ) : null}
    </div>
  )
}

function SocketRow({ line }: { readonly line: SocketLine }) {
  const { from, at, data } = line
  const json = data.kind === 'text' ? parseJson(data.text) : undefined
  return (
    <li class={`socket-line is-${from}`}>
      <details>
        <summary>
          <span class="socket-from">{from === 'client' ? '→ sent' : '← received'}</span>
          <span class="socket-at">{formatCount(at)} ms</span>
          <code class="socket-type">{typeOf(json) ?? (data.kind === 'text' ? 'text' : 'binary')}</code>
          <span class="socket-text">{gistOf(data, json)}</span>
        </summary>
        <Whole data={data} json={json} />
      </details>
    </li>
  )
}

function Whole({ data, json }: { readonly data: Bytes; readonly json: unknown }) {
  if (json !== undefined) return <JsonView value={json} />
  return data.kind === 'text' ? <LongText text={data.text} /> : <HexView base64={data.base64} />
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined
}

function typeOf(json: unknown): string | undefined {
  const type = fieldOf(json, 'type')
  return typeof type === 'string' ? type : undefined
}

/** Where messages of realtime APIs have their words. */
const WORDS = ['delta', 'transcript', 'text', 'message', 'error']
const LONGEST_GIST = 160

function gistOf(data: Bytes, json: unknown): string {
  if (data.kind === 'base64') return formatBytes(decodeBase64(data.base64).length)
  const words = WORDS.map((name) => fieldOf(json, name)).find((value) => typeof value === 'string')
  const text = typeof words === 'string' ? words : data.text
  return text.length > LONGEST_GIST ? `${text.slice(0, LONGEST_GIST)}…` : text
}
