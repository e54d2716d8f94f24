import { useEffect, useState } from 'preact/hooks'

/** A moment in a stream, and what moves it. */
export interface Player {
  /** Milliseconds from the request. */
  readonly time: number
  readonly isPlaying: boolean
  readonly seek: (time: number) => void
  /** Plays from here, or from the beginning where it is at the end. */
  readonly play: (speed: number) => void
  readonly pause: () => void
}

/** Plays time as it went; it begins at the end, where all is seen. */
export function usePlayer(last: number): Player {
  const [time, setTime] = useState(last)
  const [speed, setSpeed] = useState<number>()
  useEffect(() => {
    if (speed === undefined) return undefined
    const [startTime, startedAt] = [time, performance.now()]
    let frame = requestAnimationFrame(function step(now) {
      const next = startTime + Math.max(0, now - startedAt) * speed
      setTime(Math.min(last, next))
      if (next >= last) setSpeed(undefined)
      else frame = requestAnimationFrame(step)
    })
    return () => cancelAnimationFrame(frame)
  }, [speed, last])
  return {
    time,
    isPlaying: speed !== undefined,
    seek(next) {
      setSpeed(undefined)
      setTime(next)
    },
    play(next) {
      if (time >= last) setTime(0)
      setSpeed(next)
    },
    pause: () => setSpeed(undefined),
  }
}
