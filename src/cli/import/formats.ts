import { braintrust } from './formats/braintrust.ts'
import { datadog } from './formats/datadog.ts'
import { goVcr } from './formats/go-vcr.ts'
import { har } from './formats/har.ts'
import { httprr } from './formats/httprr.ts'
import { mastra } from './formats/mastra.ts'
import { mswSnapshot } from './formats/msw-snapshot.ts'
import { nock } from './formats/nock.ts'
import { rubyVcr } from './formats/ruby-vcr.ts'
import { talkback } from './formats/talkback.ts'
import { vcrTest } from './formats/vcr-test.ts'
import { vcrpy } from './formats/vcrpy.ts'
import type { RecordingFormat } from './recording-format.ts'

/** All that can be read. A file is of the first whose shape it has. */
export const FORMATS: readonly RecordingFormat[] = [
  har,
  rubyVcr,
  vcrpy,
  goVcr,
  nock,
  httprr,
  braintrust,
  mastra,
  talkback,
  datadog,
  mswSnapshot,
  vcrTest,
]
