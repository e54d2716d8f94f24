import { formatBytes } from '../../../report/format.ts'
import { decodeBase64 } from '../data/packed.ts'

const PER_LINE = 16
const MOST_BYTES = 4096

/** Bytes as hex, and as text where they are. */
export function HexView({ bytes, base64 }: { readonly bytes?: Uint8Array; readonly base64?: string }) {
  const all = bytes ?? decodeBase64(base64 ?? '')
  const shown = all.subarray(0, MOST_BYTES)
  const lines = Array.from({ length: Math.ceil(shown.length / PER_LINE) }, (_, line) =>
    hexLine(shown.subarray(line * PER_LINE, (line + 1) * PER_LINE), line * PER_LINE),
  )
  return (
    <>
      <pre class="hex" tabIndex={0} aria-label="Bytes in hex">
        {lines.join('\n')}
      </pre>
      {all.length > shown.length ? (
        <p class="facts">
          the first {formatBytes(shown.length)} of {formatBytes(all.length)}
        </p>
      ) : null}
    </>
  )
}

function hexLine(bytes: Uint8Array, offset: number): string {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ')
  const text = Array.from(bytes, (byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '·')).join('')
  return `${offset.toString(16).padStart(6, '0')}  ${hex.padEnd(PER_LINE * 3 - 1)}  ${text}`
}
