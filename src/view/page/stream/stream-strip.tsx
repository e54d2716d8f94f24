import type { Piece } from './stream-events.ts'

const WIDTH = 1000
const HEIGHT = 44

/** The pieces of a stream along the time: waiting for the first byte, then a mark for each, as high as it is large. */
export function StreamStrip({
  pieces,
  latency,
  last,
  time,
}: {
  readonly pieces: readonly Piece[]
  readonly latency: number
  readonly last: number
  readonly time: number
}) {
  const largest = Math.max(1, ...pieces.map(({ size }) => size))
  const x = (at: number): number => (at / last) * WIDTH
  const path = pieces
    .map(({ size, at }) => `M${x(at).toFixed(1)} ${HEIGHT}v-${(6 + (size / largest) * (HEIGHT - 10)).toFixed(1)}`)
    .join('')
  return (
    <svg class="strip" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      <rect class="strip-wait" x="0" y={HEIGHT - 3} width={x(latency)} height="3" />
      <rect class="strip-run" x={x(latency)} y={HEIGHT - 3} width={WIDTH - x(latency)} height="3" />
      <path class="strip-pieces" d={path} vector-effect="non-scaling-stroke" />
      <path class="strip-now" d={`M${x(time).toFixed(1)} 0v${HEIGHT}`} vector-effect="non-scaling-stroke" />
    </svg>
  )
}
