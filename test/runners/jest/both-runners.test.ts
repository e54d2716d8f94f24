import { describe, test } from 'vitest'

import { JEST, VITEST } from '../../helpers/projects/runners.ts'
import { describeRunner, expectReplay } from '../behaviours.ts'

describe('in Jest', () => describeRunner(JEST))

describe.each([
  { recorder: VITEST, player: JEST },
  { recorder: JEST, player: VITEST },
])('what $recorder.name recorded', ({ recorder, player }) => {
  test('$player.name replays', () => expectReplay(recorder, player))
})
