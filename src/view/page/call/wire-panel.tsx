import type { ComponentChildren } from 'preact'
import { useMemo, useState } from 'preact/hooks'

import { formatBytes, formatThings } from '../../../report/format.ts'
import { parseJson } from '../../../text/decode/parse-json.ts'
import type { HeaderLine, WireBody } from '../../data/test-wire.ts'
import { JsonView } from '../part/json-view.tsx'
import { LongText } from '../part/long-text.tsx'
import { CopyButton } from './copy-button.tsx'
import { curlOf } from './curl.ts'
import { HexView } from './hex-view.tsx'
import type { OpenedWire } from './opened-wire.ts'
import { restoreBody, textOfBytes } from './restore-body.ts'

/** The exact exchange: lines, headers and bodies, as text, JSON or hex. */
export function WirePanel({ call, wire, all }: OpenedWire) {
  const request = useMemo(() => restoreBody(wire.requestBody, all), [wire, all])
  const response = useMemo(() => restoreBody(wire.responseBody, all), [wire, all])
  const curl = (): Promise<string> => Promise.resolve(curlOf(call, wire.requestHeaders, textOfBytes(request)))
  const pieces = wire.chunks.length / 2
  return (
    <>
      <p class="wire-facts">
        <span class="facts">
          key <code>{wire.key}</code> · line {call.line} of the cassette
        </span>
        <CopyButton text={curl} name="Copy as curl, without the key" label="copy as curl" />
      </p>
      <Half title={`${call.method} ${call.url}`} name="request" headers={wire.requestHeaders}>
        <Body body={request} cut={cutOf(wire.requestBody)} />
      </Half>
      <Half title={`${call.status} ${wire.statusText}`} name="response" headers={wire.responseHeaders}>
        <p class="facts">
          headers after {Math.round(call.latency)} ms, end after {Math.round(call.duration)} ms
          {pieces === 0 ? ', in one piece' : `, in ${formatThings(pieces, 'piece')}`}
        </p>
        <Body body={response} cut={cutOf(wire.responseBody)} />
        {wire.trailers.length === 0 ? null : <Headers title="Trailers" headers={wire.trailers} />}
      </Half>
    </>
  )
}

function cutOf(body: WireBody): number | undefined {
  return body.kind === 'like' ? undefined : body.cut
}

function Half({
  title,
  name,
  headers,
  children,
}: {
  readonly title: string
  readonly name: string
  readonly headers: readonly HeaderLine[]
  readonly children: ComponentChildren
}) {
  return (
    <section class="half" aria-label={name}>
      <h3>{name}</h3>
      <p class="address">
        <code>{title}</code>
      </p>
      <Headers title="Headers" headers={headers} />
      {children}
    </section>
  )
}

function Headers({ title, headers }: { readonly title: string; readonly headers: readonly HeaderLine[] }) {
  return (
    <dl class="headers" aria-label={title}>
      {headers.map(([name, value], index) => (
        <div key={index}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

type Form = 'pretty' | 'text' | 'hex'

function Body({ body, cut }: { readonly body: Uint8Array; readonly cut: number | undefined }) {
  const text = useMemo(() => textOfBytes(body), [body])
  const json = useMemo(() => (text === undefined ? undefined : parseJson(text)), [text])
  const forms: readonly Form[] = [
    ...(json === undefined ? [] : (['pretty'] as const)),
    ...(text === undefined ? [] : (['text'] as const)),
    'hex',
  ]
  const [chosen, setChosen] = useState<Form>()
  const form = chosen ?? forms[0] ?? 'hex'
  if (body.length === 0) return <p class="absent">no body</p>
  return (
    <>
      <div class="forms" role="group" aria-label="Form of the body">
        {forms.map((name) => (
          <button key={name} type="button" aria-pressed={name === form} onClick={() => setChosen(name)}>
            {name}
          </button>
        ))}
        <span class="facts">
          {cut === undefined
            ? formatBytes(body.length)
            : `the first ${formatBytes(body.length)} of ${formatBytes(cut)}: npx rewind show --wire prints all`}
        </span>
      </div>
      {form === 'pretty' ? <JsonView value={json} /> : null}
      {form === 'text' ? <LongText text={text ?? ''} isMono /> : null}
      {form === 'hex' ? <HexView bytes={body} /> : null}
    </>
  )
}
