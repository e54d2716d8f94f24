import { useMemo, useState } from 'preact/hooks'

import { formatBytes, formatCount, formatThings } from '../../../report/format.ts'
import type { OpenedWire } from '../call/opened-wire.ts'
import { restoreBody } from '../call/restore-body.ts'
import { EventTable } from './event-table.tsx'
import { piecesOf, readStream, type StreamEvent } from './stream-events.ts'
import { StreamStrip } from './stream-strip.tsx'
import { usePlayer, type Player } from './use-player.ts'

/** A stream over time: when each event came, and what had been said by any moment. */
export function StreamPanel({ call, wire, all }: OpenedWire) {
  const { events, pieces } = useMemo(() => {
    const found = piecesOf(wire.chunks, call.latency)
    const type = wire.responseHeaders.find(([name]) => name === 'content-type')?.[1] ?? ''
    return { pieces: found, events: readStream(restoreBody(wire.responseBody, all), found, type) }
  }, [wire, all, call])
  const last = Math.max(1, call.duration, pieces.at(-1)?.at ?? 0)
  const player = usePlayer(last)
  const seen = events.filter(({ at }) => at <= player.time)
  return (
    <>
      <p class="facts">
        first byte after {formatCount(pieces[0]?.at ?? call.latency)} ms · {formatThings(pieces.length, 'piece')} ·{' '}
        {formatThings(events.length, 'event')} · {formatBytes(pieces.reduce((sum, { size }) => sum + size, 0))} · end
        after {formatCount(call.duration)} ms{call.end === 'complete' ? '' : ` (${call.end})`}
      </p>
      <StreamStrip pieces={pieces} latency={call.latency} last={last} time={player.time} />
      <Controls player={player} last={last} />
      <SaidSoFar seen={seen} />
      <EventTable events={events} seen={seen.length} onPick={player.seek} />
    </>
  )
}

function Controls({ player, last }: { readonly player: Player; readonly last: number }) {
  const [speed, setSpeed] = useState(1)
  return (
    <div class="controls">
      <button type="button" class="play" onClick={() => (player.isPlaying ? player.pause() : player.play(speed))}>
        {player.isPlaying ? '❚❚ Pause' : '▶ Play'}
      </button>
      <input
        type="range"
        min={0}
        max={Math.ceil(last)}
        step={1}
        value={Math.round(player.time)}
        aria-label="Time"
        aria-valuetext={`${Math.round(player.time)} milliseconds`}
        onInput={(event) => player.seek(event.currentTarget.valueAsNumber)}
      />
      <output class="time">{formatCount(player.time)} ms</output>
      <select
        aria-label="Speed"
        value={String(speed)}
        onChange={(event) => {
          player.pause()
          setSpeed(Number(event.currentTarget.value))
        }}
      >
        {[0.25, 1, 4].map((value) => (
          <option key={value} value={String(value)}>
            {value}×
          </option>
        ))}
      </select>
    </div>
  )
}

function SaidSoFar({ seen }: { readonly seen: readonly StreamEvent[] }) {
  const deltas = seen.map(({ delta }) => delta).filter(({ text }) => text !== '')
  // Reasoning, text and the arguments of a tool follow each other without a gap.
  const texts = deltas.map(({ text, place }, index) =>
    index > 0 && deltas[index - 1]?.place !== place ? `\n\n${text}` : text,
  )
  return (
    <div class="said" dir="auto" tabIndex={0} role="region" aria-label="Said so far">
      {texts.slice(0, -1).join('')}
      <span class="said-last">{texts.at(-1)}</span>
      {texts.length === 0 ? <span class="absent">nothing yet</span> : null}
    </div>
  )
}
