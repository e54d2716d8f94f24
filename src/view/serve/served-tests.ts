import { describePage, type PageInput } from '../make-page.ts'
import { packTest, type PackedTest } from '../pack-test.ts'
import { readTemplate, renderPage } from '../render-page.ts'
import type { ViewedTest } from '../viewed-test.ts'
import type { ServedContent } from './serve-page.ts'

/**
 * Makes what a viewer answers with. What has not changed is not read again.
 *
 * @param load - reads what is shown now
 */
export function servedTests(load: () => PageInput): ServedContent {
  let known = new Map<string, { readonly version: string; readonly packed: PackedTest }>()
  const read = (input: PageInput): readonly PackedTest[] => {
    const entries = input.tests.map((test, index) => {
      const version = versionOf(test)
      const old = known.get(test.cassette)
      const isKnown = old !== undefined && version !== undefined && old.version === version
      const packed = isKnown ? old.packed : packTest(test, { price: input.price, place: 'server' })
      input.onProgress?.(index + 1)
      return [test.cassette, { version: version ?? '', packed }] as const
    })
    known = new Map(entries)
    return entries.map(([, { packed }]) => packed)
  }
  return {
    page() {
      const input = load()
      return renderPage(readTemplate(), describePage(input, read(input), 'server'), [])
    },
    data: (name) =>
      findData(
        name,
        [...known.values()].map(({ packed }) => packed),
      ),
  }
}

// What a run did with it is shown as well, and what it differs from.
function versionOf({ version, run, received, calls }: ViewedTest): string | undefined {
  const file = version()
  return file === undefined ? undefined : JSON.stringify([file, run, received, calls === undefined ? null : [...calls]])
}

function findData(name: string, tests: readonly PackedTest[]): Uint8Array | undefined {
  const [kind, id = ''] = name.split('-')
  if (kind === 'media') return tests.find(({ media }) => media.has(id))?.media.get(id)?.bytes
  const test = tests.find(({ indexed }) => indexed.id === id)
  if (kind === 'detail') return test?.detail
  return kind === 'wire' ? test?.wire : undefined
}
