import { formatAbout, formatCount, formatThings } from '../../../report/format.ts'
import type { IndexedTest } from '../../data/page-index.ts'
import type { Divergence, TestRun } from '../../data/test-run.ts'
import { CopyButton } from '../call/copy-button.tsx'
import { linkTo } from '../route.ts'
import { DivergedWhole } from './diverged-whole.tsx'
import { TextChange } from './text-change.tsx'

/** What the test failed with: requests without an answer beside the nearest call, and calls that were not made. */
export function Divergences({ test, run }: { readonly test: IndexedTest; readonly run: TestRun }) {
  const { divergences, calls, unusedCalls } = run
  return (
    <>
      {divergences.map((divergence, index) => (
        <DivergenceView key={index} test={test} place={index} divergence={divergence} />
      ))}
      {calls.diverged > divergences.length ? (
        <p class="notice">
          {formatThings(calls.diverged - divergences.length, 'more request')} had no recorded answer.
        </p>
      ) : null}
      {calls.unused > 0 ? (
        <section class="trouble is-unused" aria-label="Unused calls">
          <h2>{formatThings(calls.unused, 'recorded call')} not asked for</h2>
          {unusedCalls.length === 0 ? null : (
            <p>
              {unusedCalls.map((number) => (
                <a key={number} class="call-link" href={linkTo(test.id, number)}>
                  call {formatCount(number)}
                </a>
              ))}
            </p>
          )}
          <Remedy says="to remove what is not asked for" command={run.update} />
        </section>
      ) : null}
    </>
  )
}

function DivergenceView({
  test,
  place: index,
  divergence,
}: {
  readonly test: IndexedTest
  /** 0-based, among those of the test. */
  readonly place: number
  readonly divergence: Divergence
}) {
  const { nearest, differences, remedy, message, usd, place } = divergence
  const [summary = ''] = message.replace(/\s*\[REWIND_\w+\]/u, '').split('\n')
  return (
    <section class="trouble is-diverged" aria-label="Divergence">
      <h2>{summary}</h2>
      {place === null ? null : (
        <p class="facts">
          at{' '}
          <code>
            {place.file}:{place.line}
          </code>
        </p>
      )}
      {nearest === null ? null : (
        <p class="facts">
          beside the nearest recorded request,{' '}
          <a class="call-link" href={linkTo(test.id, nearest)}>
            call {formatCount(nearest)}
          </a>
        </p>
      )}
      {differences.map(({ path, recorded, received }) => (
        <section key={path} class="difference">
          <h3>
            <code>{path}</code>
          </h3>
          <TextChange before={recorded} after={received} names={['recorded', 'received']} />
        </section>
      ))}
      <Remedy says={usd === null ? 'to fix it' : `to record it, ${formatAbout(usd)}`} command={remedy} />
      {nearest === null ? null : <DivergedWhole test={test} place={index} nearest={nearest} />}
      <details class="fold">
        <summary>The whole message</summary>
        <pre>{message}</pre>
      </details>
    </section>
  )
}

function Remedy({ says, command }: { readonly says: string; readonly command: string }) {
  return (
    <p class="remedy">
      <span>{says}</span>
      <code>{command}</code>
      <CopyButton text={command} name="Copy the command" />
    </p>
  )
}
