import { expect, test } from 'vitest'

import { greet, tellStory } from '../src/assistant.ts'

test('greets Ann', async () => {
  expect(await greet('Ann')).toContain('Ann')
})

test('tells a story in pieces', async () => {
  const pieces: string[] = []
  for await (const piece of tellStory('a fox')) pieces.push(piece)

  expect(pieces.length).toBeGreaterThan(3)
  expect(pieces.join('')).toContain('fox')
})
