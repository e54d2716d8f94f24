import { render } from 'preact'

import { App } from './app.tsx'
import { readIndex } from './data/page-index.ts'
import { followDisk } from './data/served.ts'
import { openForPrint } from './printing.ts'

const root = document.getElementById('app')
if (root !== null) {
  const index = readIndex()
  document.title = index.project === '' ? 'rewind' : `${index.project} · rewind`
  render(<App index={index} />, root)
  openForPrint()
  if (index.isServed) followDisk()
}
