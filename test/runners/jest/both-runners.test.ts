import { describe, test } from 'vitest'

import { describeRunner, expectReplay } from '../behaviours.ts'
import { JEST, VITEST } from './runners.ts'

describe('in Jest', () => describeRunner(JEST))

describe.each([
  { recorder: VITEST, player: JEST },
  { recorder: JEST, player: VITEST },
])('what $recorder.name recorded', ({ recorder, player }) => {
  test('$player.name replays', () => expectReplay(recorder, player))
})
