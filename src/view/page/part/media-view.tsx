import { useEffect, useState } from 'preact/hooks'

import type { MediaPart } from '../../../answers/answer.ts'
import { formatBytes, joinFacts } from '../../../report/format.ts'
import type { MediaFact } from '../../data/test-detail.ts'
import { loadMedia } from '../data/packed.ts'
import { useLoaded } from '../data/use-loaded.ts'

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
  const about = joinFacts([name, mimeType, size === undefined ? undefined : formatBytes(size)])
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

function Loaded({ digest, ...medium }: ShownMedium) {
  const bytes = useLoaded(digest, loadMedia)
  if (bytes.state === 'loading') return <p class="loading">Loading …</p>
  if (bytes.state === 'failed') return <p class="notice">This cannot be shown: {bytes.message}.</p>
  return <Drawn {...medium} digest={digest} bytes={bytes.value} />
}

function Drawn({ digest, mimeType, about, bytes }: ShownMedium & { readonly bytes: Uint8Array<ArrayBuffer> }) {
  const url = useObjectUrl(bytes, mimeType)
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
function useObjectUrl(bytes: Uint8Array<ArrayBuffer>, mimeType: string): string | undefined {
  const [url, setUrl] = useState<string>()
  useEffect(() => {
    const isPlayed = PICTURES.test(mimeType) || /^(?:audio|video)\//u.test(mimeType)
    const made = URL.createObjectURL(new Blob([bytes], { type: isPlayed ? mimeType : 'application/octet-stream' }))
    setUrl(made)
    return () => URL.revokeObjectURL(made)
  }, [bytes, mimeType])
  return url
}

function extensionOf(mimeType: string): string {
  return mimeType.replace(/^.*\//u, '').replace(/[^a-z0-9]+.*$/u, '') || 'bin'
}
