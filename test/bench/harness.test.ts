import { expect, test } from 'vitest'

import { median, takeTurns } from './harness.ts'

test('a contender that fails is left out, and the others are measured', async () => {
  const asked: string[] = []
  const samples = await takeTurns(['quick', 'slow'], 3, async (name) => {
    asked.push(name)
    if (name === 'slow') throw new Error('took more than 180 s')
    return asked.length
  })

  expect(samples.get('quick')).toHaveLength(3)
  expect(samples.get('slow')).toEqual([])
  expect(median(samples.get('slow') ?? [])).toBeNaN()
  expect(asked.filter((name) => name === 'slow')).toHaveLength(1)
})
