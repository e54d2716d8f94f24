import { useEffect, useMemo, useRef } from 'preact/hooks'

import type { PageIndex } from '../data/page-index.ts'
import { Sidebar } from './list/sidebar.tsx'
import { Overview } from './overview.tsx'
import { useRoute } from './route.ts'
import { TestView } from './test-view.tsx'

/** The page: the tests on the left, and what is open on the right; on a phone one or the other. */
export function App({ index }: { readonly index: PageIndex }) {
  const route = useRoute()
  const test = useMemo(() => index.tests.find(({ id }) => id === route.test), [index, route.test])
  const main = useRef<HTMLElement>(null)
  useEffect(() => {
    if (route.call === undefined) main.current?.scrollTo(0, 0)
  }, [route.test, route.view])
  return (
    <div class={`app ${test === undefined ? 'shows-list' : 'shows-test'}`}>
      <a class="skip" href="#main" onClick={(event) => focusMain(event, main.current)}>
        Skip to the content
      </a>
      <Sidebar index={index} open={test?.id} />
      <main id="main" ref={main} tabIndex={-1}>
        {test === undefined ? (
          <Overview index={index} isUnknown={route.test !== undefined} />
        ) : (
          <TestView key={test.id} test={test} route={route} base={index.base} />
        )}
      </main>
    </div>
  )
}

// The address names what is open: a link into the page would change it.
function focusMain(event: Event, main: HTMLElement | null): void {
  event.preventDefault()
  main?.focus()
}
