import { useEffect, useState } from 'preact/hooks'

import type { MediaPart } from '../../../answers/answer.ts'
import { formatBytes } from '../../../report/format.ts'
import type { MediaFact } from '../../data/test-detail.ts'
import { loadMedia } from '../data/packed.ts'

/** Pictures that a browser draws and that can hold no script. */
const PICTURES = /^image\/(?:png|jpeg|gif|webp|avif|bmp)$/u
/** From this size on, a medium is loaded when it is asked for. */
const LARGE = 500_000

/** A picture, sound, video or document. Drawn only where no script can be in it. */
export function MediaView({
  part,
  facts,
}: {
  readonly part: MediaPart
  readonly facts: Readonly<Record<string, MediaFact>>
}) {
  const { mimeType, name, url, size, sha256 } = part
  const fact = sha256 === undefined ? undefined : facts[sha256]
  const about = [name, mimeType, size === undefined ? undefined : formatBytes(size)]
    .filter((text) => text !== undefined)
    .join(' · ')
  return (
    <figure class="media">
      {fact === undefined || sha256 === undefined || fact.place === 'left-out' ? null : (
        <Shown digest={sha256} mimeType={mimeType} size={fact.size} about={about} />
      )}
      <figcaption>
        <span>{about}</span>
        {url === undefined ? null : <code>{url}</code>}
        {fact?.place === 'left-out' ? (
          <span>too large for this page: it lies beside the cassette, and npx rewind view shows it</span>
        ) : null}
      </figcaption>
    </figure>
  )
}

interface ShownMedium {
  readonly digest: string
  readonly mimeType: string
  readonly size: number
  readonly about: string
}

function Shown(medium: ShownMedium) {
  const [isOpen, setOpen] = useState(medium.size <= LARGE)
  if (isOpen) return <Loaded {...medium} />
  return (
    <button type="button" class="more" onClick={() => setOpen(true)}>
      Load {formatBytes(medium.size)}
    </button>
  )
}

function Loaded({ digest, mimeType, about }: ShownMedium) {
  const url = useObjectUrl(digest, mimeType)
  if (url === undefined) return <p class="loading">Loading …</p>
  if (PICTURES.test(mimeType)) return <img src={url} alt={about} loading="lazy" />
  if (mimeType.startsWith('audio/')) return <audio src={url} controls aria-label={about} />
  if (mimeType.startsWith('video/')) return <video src={url} controls aria-label={about} />
  return (
    <a class="download" href={url} download={`${digest.slice(0, 16)}.${extensionOf(mimeType)}`}>
      Save {mimeType}
    </a>
  )
}

/** What is not drawn gets a type that no browser opens. */
function useObjectUrl(digest: string, mimeType: string): string | undefined {
  const [url, setUrl] = useState<string>()
  useEffect(() => {
    let made: string | undefined
    let isCurrent = true
    const isPlayed = PICTURES.test(mimeType) || /^(?:audio|video)\//u.test(mimeType)
    const load = async (): Promise<void> => {
      const bytes = await loadMedia(digest)
      if (!isCurrent) return
      made = URL.createObjectURL(new Blob([bytes], { type: isPlayed ? mimeType : 'application/octet-stream' }))
      setUrl(made)
    }
    void load()
    return () => {
      isCurrent = false
      if (made !== undefined) URL.revokeObjectURL(made)
    }
  }, [digest, mimeType])
  return url
}

function extensionOf(mimeType: string): string {
  return mimeType.replace(/^.*\//u, '').replace(/[^a-z0-9]+.*$/u, '') || 'bin'
}
