const { greet, tellStory } = require('../src/assistant.js')

test('greets Ann', async () => {
  expect(await greet('Ann')).toContain('Ann')
})

test('tells a story in pieces', async () => {
  const pieces = []
  for await (const piece of tellStory('a fox')) pieces.push(piece)

  expect(pieces.length).toBeGreaterThan(3)
  expect(pieces.join('')).toContain('fox')
})
