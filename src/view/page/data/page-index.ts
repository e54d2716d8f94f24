import type { PageIndex } from '../../data/page-index.ts'

/** Reads what the page holds before anything is opened. */
export function readIndex(): PageIndex {
  const text = document.getElementById('index')?.textContent ?? ''
  const index: PageIndex = JSON.parse(text)
  return index
}
